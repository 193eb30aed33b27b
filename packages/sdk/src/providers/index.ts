export { type AnswerSchema, answerSchema } from './answer-schema.ts';
export {
  type AskedFor,
  checkPictures,
  checkRequest,
  isRetired,
  type NormalisedPictures,
  offerFor,
  type Refusal,
  refusals,
  sizeFits,
} from './check-request.ts';
export { checkMadePicture, type PictureWanted } from './made-picture.ts';
export { bookedCost, costOf, type Estimate, estimate, type PricedRequest, unknownPrice } from './price.ts';
export type {
  Analysis,
  AnalyzeImageRequest,
  CallContext,
  CallFacts,
  Cutout,
  CutoutFormat,
  EditImageRequest,
  GenerateImageRequest,
  MadePicture,
  MadePictures,
  Progress,
  Provider,
  RemoveBackgroundRequest,
} from './provider.ts';
