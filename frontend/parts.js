// Loads the parts of the program that a page needs. The build puts this into the glue, in place of the module that the
// program asks for them, and writes into it which files a page needs; they lie beside the glue, wherever that is.
// A part that does not come is said to be missing and asked for again the next time; nothing ends because of it.
const parts = (() => {
  const FILES = {};
  // Milliseconds before a request is tried again: a lost packet, a server that restarts, a replica of another edition.
  const PAUSES = [300, 1000, 3000];
  const PATIENCE = 60_000;
  const known = new Map();

  async function fetched(file, again) {
    const options = { signal: AbortSignal.timeout(PATIENCE), ...(again && { cache: "reload" }) };
    const answer = await fetch(new URL(file, import.meta.url), options);
    if (!answer.ok) throw new Error(`the answer was ${answer.status}`);
    return WebAssembly.compile(await answer.arrayBuffer());
  }

  async function part(file) {
    for (let times = 0; ; times++) {
      try {
        return await fetched(file, times > 0);
      } catch (cause) {
        if (times === PAUSES.length) throw new Error(`${file} did not come`, { cause });
        await new Promise((go) => setTimeout(go, PAUSES[times]));
      }
    }
  }

  function loaded(file) {
    if (!known.has(file)) {
      const coming = part(file).then((module) => WebAssembly.instantiate(module, { __wasm_split: wasm }));
      coming.catch(() => known.delete(file));
      known.set(file, coming);
    }
    return known.get(file);
  }

  // The program gives a function of its own and what to call it with.
  async function load(files, told, what) {
    let here = true;
    try {
      await Promise.all(files.map(loaded));
    } catch (error) {
      console.error(error);
      here = false;
    }
    wasm.__indirect_function_table.get(told)(what, here);
  }
  const loaders = Object.entries(FILES).map(([page, files]) => [
    `__wasm_split_load_${page}`,
    (told, what) => void load(files, told, what),
  ]);
  return Object.fromEntries(loaders);
})();
