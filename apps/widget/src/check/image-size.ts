/** What a picture's own bytes say of it. */
export interface ImageSize {
  width: number;
  height: number;
  isAnimated: boolean;
}

/** Reads PNG, GIF and JPEG by their content, whatever the file is called; null for anything else and for broken ones. */
export function readImageSize(bytes: Uint8Array): ImageSize | null {
  if (bytes.length < 24) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) === 0x89504e47) return readPng(bytes, view);
  if (latin(bytes, 0, 3) === 'GIF') return readGif(bytes, view);
  if (view.getUint16(0) === 0xffd8) return readJpeg(view);
  return null;
}

function readPng(bytes: Uint8Array, view: DataView): ImageSize | null {
  if (latin(bytes, 12, 4) !== 'IHDR') return null;
  let isAnimated = false;
  for (let at = 8; at + 8 <= bytes.length; at += view.getUint32(at) + 12) {
    const type = latin(bytes, at + 4, 4);
    if (type === 'acTL') isAnimated = true;
    if (type === 'IDAT') break;
  }
  return { width: view.getUint32(16), height: view.getUint32(20), isAnimated };
}

/** A second picture in a GIF begins with a second graphic control block. */
function readGif(bytes: Uint8Array, view: DataView): ImageSize {
  let frames = 0;
  for (let at = 10; at + 3 < bytes.length; at++)
    if (bytes[at] === 0x21 && bytes[at + 1] === 0xf9 && bytes[at + 2] === 4) frames++;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), isAnimated: frames > 1 };
}

function readJpeg(view: DataView): ImageSize | null {
  for (let at = 2; at + 9 < view.byteLength; at += view.getUint16(at + 2) + 2) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5), isAnimated: false };
  }
  return null;
}

function latin(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
