//! The whole server, from HTTP request to HTTP response, on the sandbox.

#[cfg(test)]
mod assets;
#[cfg(test)]
mod common;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod endpoints;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod forms_of_answers;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod guard;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod launch;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod logged;
#[cfg(test)]
mod parameters;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod replicas;
#[cfg(test)]
mod scripted;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod slow;
#[cfg(test)]
mod streams;
