//! What an administrator applies: rendered as they would render it, compared with the code it serves, and shown to a real
//! API server. Knows files, kubectl and the server's binary from outside; nothing here reaches into the server.

#[cfg(test)]
mod accepted;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod container;
#[cfg(test)]
mod containerfile;
#[cfg(test)]
mod flags;
#[cfg(test)]
mod given;
#[cfg(test)]
mod hardened;
#[cfg(test)]
mod network;
#[cfg(test)]
mod role;
#[cfg(test)]
mod rootfs;
#[cfg(test)]
mod settings;
