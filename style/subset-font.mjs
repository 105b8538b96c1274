// Cuts a font down to what the pages write, and to the letters that only names bring along:
// node subset-font.mjs <font> <result> <result for letters>. The ranges stand in page.css too.
import { readFile, writeFile } from "node:fs/promises";
import subsetFont from "subset-font";

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");
const [, , source, result, letters] = process.argv;
const font = await readFile(source);
const cut = async (file, text) =>
  writeFile(file, await subsetFont(font, text, {
    targetFormat: "woff2",
    // The two weights that the tokens name.
    variationAxes: { wght: { min: 400, max: 600, default: 400 } },
  }));

// Basic Latin, and the dashes, quotes, ellipsis, arrows and signs of the pages.
await cut(result, range(0x20, 0x7e) + "\u00a0·×–—‘’“”•…€™←↑→↓−≤≥");
// The letters of Western European names: a browser loads them when a page has one.
await cut(letters, range(0xa1, 0xb6) + range(0xb8, 0xd6) + range(0xd8, 0xff));
