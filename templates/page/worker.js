// One module, asked one thing at a time. What is asked and what is answered: src/page/desk.rs.
"use strict";
let api = null;
const ask = (head, bytes) => {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const rest = new Uint8Array(bytes || 0);
  const at = api.room(4 + text.length + rest.length) >>> 0;
  const request = new Uint8Array(api.memory.buffer, at, 4 + text.length + rest.length);
  new DataView(request.buffer, at).setUint32(0, text.length, true);
  request.set(text, 4);
  request.set(rest, 4 + text.length);
  const length = api.ask() >>> 0;
  const answer = new Uint8Array(api.memory.buffer, api.answer() >>> 0, length).slice();
  const end = 4 + new DataView(answer.buffer).getUint32(0, true);
  return { head: JSON.parse(new TextDecoder().decode(answer.subarray(4, end))), bytes: answer.slice(end).buffer };
};
onmessage = async (message) => {
  const { number, module, head, bytes } = message.data;
  try {
    if (module) { api = (await WebAssembly.instantiate(module, {})).exports; }
    const began = performance.now();
    const answer = ask(head, bytes);
    const seconds = (performance.now() - began) / 1000;
    const memory = api.memory.buffer.byteLength;
    postMessage({ number, seconds, memory, ...answer }, [answer.bytes]);
  } catch (error) {
    postMessage({ number, fault: String(error) });
  }
};
