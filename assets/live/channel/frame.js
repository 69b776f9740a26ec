// A frame in the safetensors layout: 8 bytes of header length, a JSON header, raw little-endian arrays.

const TYPES = { U8: Uint8Array, I32: Int32Array, F32: Float32Array, F64: Float64Array };

/** ArrayBuffer -> { meta: {name: value}, arrays: {name: {data: TypedArray, shape: number[]}} } */
export function parseFrame(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const meta = {};
  for (const [name, text] of Object.entries(header.__metadata__ ?? {})) meta[name] = JSON.parse(text);
  delete header.__metadata__;
  const arrays = {};
  for (const [name, { dtype, shape, data_offsets: [start, end] }] of Object.entries(header)) {
    // slice copies, so an array never depends on how the header happens to be aligned
    arrays[name] = { shape, data: new TYPES[dtype](buffer.slice(8 + length + start, 8 + length + end)) };
  }
  return { meta, arrays };
}
