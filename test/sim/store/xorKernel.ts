/**
 * XORs all periods of 160 bytes on top of each other with 128-bit operations. Script has none, and takes three times as
 * long, so that a small WebAssembly module is put together here, instruction by instruction
 * (webassembly.github.io/spec/core/binary).
 */

/** As far as it is used here; the types of Node leave it out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => {
    readonly exports: {
      readonly memory: { readonly buffer: ArrayBuffer };
      readonly fold: (at: number, end: number) => void;
    };
  };
};

/** Bytes of one period: ten vectors of 16. */
export const PERIOD = 160;
const VECTOR = 16;
const VECTORS = PERIOD / VECTOR;
/** The module's memory: the result at 0, the data behind it. */
const PAGES = 4;
const DATA_AT = 256;
const ROOM = Math.floor((PAGES * 65_536 - DATA_AT) / PERIOD) * PERIOD;

const MAGIC_AND_VERSION = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const I32 = 0x7f;
const V128 = 0x7b;
const LOOP = [0x03, 0x40];
const END = 0x0b;
const BRANCH_IF = [0x0d, 0];
const I32_ADD = 0x6a;
const I32_LESS_UNSIGNED = 0x49;
const V128_XOR = [0xfd, 0x51];

/** Unsigned number in LEB128. */
function leb(value: number): number[] {
  const low = value & 0x7f;
  return value > 0x7f ? [low | 0x80, ...leb(value >>> 7)] : [low];
}

const i32 = (value: number): number[] => {
  // Signed LEB128: a set bit 6 in the last byte would mean a negative number.
  const bytes = leb(value);
  const last = bytes.pop() ?? 0;
  return [0x41, ...bytes, ...(last > 0x3f ? [last | 0x80, 0] : [last])];
};
const get = (local: number): number[] => [0x20, ...leb(local)];
const set = (local: number): number[] => [0x21, ...leb(local)];
const tee = (local: number): number[] => [0x22, ...leb(local)];
/** The operand is the alignment: 2 to the power of 4 bytes. */
const load = (offset: number): number[] => [0xfd, 0, 4, ...leb(offset)];
const store = (offset: number): number[] => [0xfd, 11, 4, ...leb(offset)];

const list = (...entries: number[][]): number[] => [...leb(entries.length), ...entries.flat()];
const sized = (bytes: number[]): number[] => [...leb(bytes.length), ...bytes];
const section = (id: number, bytes: number[]): number[] => [id, ...sized(bytes)];
const name = (text: string): number[] => sized([...Buffer.from(text)]);

/** `fold(at, end)`: at least one whole period lies between the two. */
function assemble(): Uint8Array {
  const at = 0;
  const end = 1;
  const accumulators = Array.from({ length: VECTORS }, (_, index) => ({ local: 2 + index, offset: VECTOR * index }));
  const code = [
    ...LOOP,
    ...accumulators.flatMap(({ local, offset }) => [
      ...get(local),
      ...get(at),
      ...load(offset),
      ...V128_XOR,
      ...set(local),
    ]),
    ...get(at),
    ...i32(PERIOD),
    I32_ADD,
    ...tee(at),
    ...get(end),
    I32_LESS_UNSIGNED,
    ...BRANCH_IF,
    END,
    ...accumulators.flatMap(({ local, offset }) => [...i32(0), ...get(local), ...store(offset)]),
    END,
  ];
  const locals = list([...leb(VECTORS), V128]);
  return Uint8Array.from([
    ...MAGIC_AND_VERSION,
    ...section(1, list([0x60, ...list([I32], [I32]), ...list()])),
    ...section(3, list([0])),
    ...section(5, list([0, PAGES])),
    ...section(7, list([...name('memory'), 2, 0], [...name('fold'), 0, 0])),
    ...section(10, list(sized([...locals, ...code]))),
  ]);
}

const { memory, fold } = new WebAssembly.Instance(new WebAssembly.Module(assemble())).exports;
const bytes = new Uint8Array(memory.buffer);

/** Calls back with the XOR of all periods of `data`, whose length is a multiple of 160; the array is used again. */
export function foldPeriods(data: Uint8Array, take: (folded: Uint8Array) => void): void {
  for (let start = 0; start < data.length; start += ROOM) {
    const piece = data.subarray(start, start + ROOM);
    bytes.set(piece, DATA_AT);
    fold(DATA_AT, DATA_AT + piece.length);
    take(bytes.subarray(0, PERIOD));
  }
}
