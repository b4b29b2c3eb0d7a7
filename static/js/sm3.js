// SM3 (GB/T 32905-2016) of a file, piece by piece, so that a phone never holds it whole. Global: sm3Of(blob, progress) gives 64 hex characters.
{
  const PIECE = 1 << 20; // bytes read at once, a multiple of the 64 of a block
  const turn = (x, by) => (x << by) | (x >>> (32 - by));
  const CONSTANTS = Uint32Array.from({ length: 64 }, (_, j) => turn(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32));
  const spread = new Uint32Array(68);

  // The compression function: one block of 64 bytes, beginning at `from`, is taken into the eight words of `state`.
  function take(state, view, from) {
    for (let j = 0; j < 16; j++) spread[j] = view.getUint32(from + 4 * j);
    for (let j = 16; j < 68; j++) {
      const x = spread[j - 16] ^ spread[j - 9] ^ turn(spread[j - 3], 15);
      spread[j] = x ^ turn(x, 15) ^ turn(x, 23) ^ turn(spread[j - 13], 7) ^ spread[j - 6];
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let j = 0; j < 64; j++) {
      const a12 = turn(a, 12);
      const first = turn(a12 + e + CONSTANTS[j], 7);
      const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const one = (ff + d + (first ^ a12) + (spread[j] ^ spread[j + 4])) | 0;
      const two = (gg + h + first + spread[j]) | 0;
      [d, c, b, a] = [c, turn(b, 9), a, one];
      [h, g, f, e] = [g, turn(f, 19), e, two ^ turn(two, 9) ^ turn(two, 17)];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => (state[at] ^= word));
  }

  // The last bytes with the standard's padding: a one, zeros, and the length in bits as 64 of them.
  function padded(rest, length) {
    const whole = new Uint8Array(rest.length < 56 ? 64 : 128);
    whole.set(rest);
    whole[rest.length] = 0x80;
    const view = new DataView(whole.buffer);
    view.setUint32(whole.length - 8, Math.floor(length / 0x20000000));
    view.setUint32(whole.length - 4, length << 3);
    return view;
  }

  window.sm3Of = async (blob, progress = () => {}) => {
    const state = Uint32Array.of(0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e);
    let rest = new Uint8Array();
    for (let at = 0; at < blob.size; at += PIECE) {
      const bytes = new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer());
      const view = new DataView(bytes.buffer);
      const whole = bytes.length - (bytes.length % 64);
      for (let from = 0; from < whole; from += 64) take(state, view, from);
      rest = bytes.subarray(whole);
      progress(Math.min(1, (at + PIECE) / blob.size));
    }
    const last = padded(rest, blob.size);
    for (let from = 0; from < last.byteLength; from += 64) take(state, last, from);
    return [...state].map((word) => word.toString(16).padStart(8, "0")).join("");
  };
}
