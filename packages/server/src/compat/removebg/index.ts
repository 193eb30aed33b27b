export { answerRemovebg } from './answer.ts';
export { failureResponse } from './failure.ts';
export { readRequest } from './read-request.ts';
