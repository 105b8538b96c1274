// Cuts a font down to what English and the console's signs need: node subset-font.mjs <font> <result>.
import { readFile, writeFile } from "node:fs/promises";
import subsetFont from "subset-font";

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");
// Basic Latin, the letters of Western European names, and dashes, quotes, ellipsis, arrows and signs of the pages.
const text = range(0x20, 0x7e) + range(0xa0, 0xff) + "–—‘’“”…•·→←↑↓−×≤≥€™";

const [, , source, result] = process.argv;
await writeFile(result, await subsetFont(await readFile(source), text, {
  targetFormat: "woff2",
  // The two weights that the tokens name.
  variationAxes: { wght: { min: 400, max: 600, default: 400 } },
}));
