import { readHeifBrands } from './isobmff-brands.ts';
import { ByteReader } from './reader.ts';

/** How a file's content begins, as far as that decides which parser gets it. */
export type Sniffed =
  | { readonly kind: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'heif' }
  /** Something that is not decoded; `what` completes "This is …". */
  | { readonly kind: 'unsupported'; readonly what: string }
  | { readonly kind: 'unknown' };

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Beginnings of files that people do send, in hexadecimal, and what to call them. */
const foreign: readonly (readonly [start: string, what: string])[] = [
  ['424d', 'a Windows bitmap (BMP)'],
  ['00000100', 'an icon (ICO)'],
  ['00000200', 'a mouse pointer (CUR)'],
  ['25504446', 'a PDF document'],
  ['38425053', 'a Photoshop document (PSD)'],
  ['1f8b', 'a gzip archive, perhaps a compressed drawing (SVGZ)'],
  ['504b0304', 'a ZIP archive or an Office document'],
  ['504b0506', 'an empty ZIP archive'],
  ['526172211a07', 'a RAR archive'],
  ['377abcaf271c', 'a 7-Zip archive'],
  ['ff0a', 'a JPEG XL picture'],
  ['0000000c4a584c20', 'a JPEG XL picture'],
  ['0000000c6a5020200d0a', 'a JPEG 2000 picture'],
  ['ff4fff51', 'a JPEG 2000 picture'],
  ['762f3101', 'an OpenEXR picture'],
  ['233f52414449414e4345', 'a Radiance HDR picture'],
  ['89484446', 'an HDF5 data file'],
  ['53494d504c452020', 'a FITS data file'],
  ['46554a4946494c4d4343442d524157', 'a Fujifilm raw photo (RAF)'],
  ['4949524f', 'an Olympus raw photo (ORF)'],
  ['49495253', 'an Olympus raw photo (ORF)'],
  ['4d4d4f52', 'an Olympus raw photo (ORF)'],
  ['49495500', 'a Panasonic raw photo (RW2)'],
  ['464f5662', 'a Sigma raw photo (X3F)'],
  ['1a45dfa3', 'a video (WebM or Matroska)'],
  ['49443303', 'an MP3 sound file'],
  ['4d5a', 'a Windows program'],
  ['7f454c46', 'a Linux program'],
  ['d7cdc69a', 'a Windows metafile (WMF)'],
  ['0a0d0d0a', 'a network capture'],
  ['d0cf11e0a1b11ae1', 'an old Office document'],
];

/** Text that begins so, in lower case and after white space, is markup or a program, never a photo. */
const markup: readonly (readonly [start: string, what: string])[] = [
  ['<svg', 'a vector drawing (SVG)'],
  ['<!doctype html', 'a web page (HTML)'],
  ['<html', 'a web page (HTML)'],
  ['<head', 'a web page (HTML)'],
  ['<body', 'a web page (HTML)'],
  ['<script', 'a web page (HTML)'],
  ['<?php', 'a PHP program'],
  ['#!', 'a program'],
];

/**
 * Decides by the first bytes alone what a file is. The name, its ending and the media type that somebody claimed play no part.
 * Signatures are those of the formats' own specifications.
 */
export function sniff(bytes: Uint8Array): Sniffed {
  const start = hex(bytes.subarray(0, 16));
  if (start.startsWith('ffd8ff')) return { kind: 'jpeg' };
  if (start.startsWith('89504e470d0a1a0a')) return { kind: 'png' };
  const reader = new ByteReader(bytes);
  const fourCharacters = reader.text(0, 4);
  if (fourCharacters === 'RIFF') return sniffRiff(reader.text(8, 4));
  if (fourCharacters === 'GIF8' && /^[79]a$/.test(reader.text(4, 2))) return { kind: 'gif' };
  if (reader.text(4, 4) === 'ftyp') return sniffFileType(bytes);
  // Canon's raw photos are TIFF files with a mark of their own behind the header.
  if (reader.text(8, 3) === 'CR\x02') return { kind: 'unsupported', what: 'a Canon raw photo (CR2)' };
  // Classic TIFF and BigTIFF, in both byte orders.
  if (/^(49492a00|4d4d002a|49492b00|4d4d002b)/.test(start)) return { kind: 'tiff' };
  for (const [beginning, what] of foreign) if (start.startsWith(beginning)) return { kind: 'unsupported', what };
  return sniffText(bytes);
}

function sniffRiff(form: string): Sniffed {
  if (form === 'WEBP') return { kind: 'webp' };
  if (form === 'AVI ') return { kind: 'unsupported', what: 'a video (AVI)' };
  if (form === 'WAVE') return { kind: 'unsupported', what: 'a sound file (WAV)' };
  return { kind: 'unknown' };
}

function sniffFileType(bytes: Uint8Array): Sniffed {
  const brands = readHeifBrands(bytes);
  if (brands.includes('crx ')) return { kind: 'unsupported', what: 'a Canon raw photo (CR3)' };
  // Structural brands of ISO/IEC 23008-12 (mif1, msf1, mif2, miaf) and those of the codecs within it.
  if (brands.some((brand) => /^(mif[12]|msf1|miaf|avi[fs]|hei[cxms]|hev[cxms])$/.test(brand))) return { kind: 'heif' };
  if (brands[0] === 'qt  ') return { kind: 'unsupported', what: 'a video (QuickTime)' };
  return { kind: 'unsupported', what: 'a video (MP4)' };
}

function sniffText(bytes: Uint8Array): Sniffed {
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, 1024)).replaceAll('\0', '').trimStart().toLowerCase();
  for (const [beginning, what] of markup) if (text.startsWith(beginning)) return { kind: 'unsupported', what };
  if (text.startsWith('<?xml') || text.startsWith('<!')) {
    if (text.includes('<svg')) return { kind: 'unsupported', what: 'a vector drawing (SVG)' };
    if (text.includes('<html')) return { kind: 'unsupported', what: 'a web page (HTML)' };
    return { kind: 'unsupported', what: 'an XML document' };
  }
  return { kind: 'unknown' };
}
