/**
 * What was odd about a picture that could be used all the same.
 *
 * - `ORIENTATION_INVALID`: its orientation is none of the eight; it was taken as upright.
 * - `METADATA_IGNORED`: something beside the picture was damaged or too large, and was left out.
 * - `END_MISSING`: the mark of the end was missing, but the picture itself was whole.
 * - `DATA_DAMAGED`: the decoder met faults that do not show.
 * - `ANIMATED`, `MULTI_PAGE`: only the first frame or page was used.
 * - `CMYK_WITHOUT_PROFILE`: ink colours were converted with a general profile, so they may be off.
 * - `COLOUR_ASSUMED`: its colour space is not one we convert; colours may be off.
 * - `ALPHA_FLATTENED`: it was partly transparent, and was laid on a plain colour.
 */
export type WarningCode =
  | 'ORIENTATION_INVALID'
  | 'METADATA_IGNORED'
  | 'END_MISSING'
  | 'DATA_DAMAGED'
  | 'ANIMATED'
  | 'MULTI_PAGE'
  | 'CMYK_WITHOUT_PROFILE'
  | 'COLOUR_ASSUMED'
  | 'ALPHA_FLATTENED';

/** Something odd about a picture that was used all the same; `message` is a sentence for a dealer. */
export interface ImageWarning {
  readonly code: WarningCode;
  readonly message: string;
}
