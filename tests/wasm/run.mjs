// Prints the fingerprint of each run in a WebAssembly file, one a line:
//     node tests/wasm/run.mjs FILE.wasm
import { readFile } from "node:fs/promises";

const file = await readFile(process.argv[2]);
const { instance } = await WebAssembly.instantiate(file, {});
const { runs, fingerprint } = instance.exports;
for (let number = 0; number < runs(); number++) {
    console.log(BigInt.asUintN(64, fingerprint(number)).toString(16).padStart(16, "0"));
}
