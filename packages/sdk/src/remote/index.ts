export type { Host, RunOptions, TransferOptions, TransferProgress, TransferSource, TransferTarget } from './host.ts';
export { agentBase, agentPaths, lease, tokenLastsMs } from './protocol/paths.ts';
export type { Road, RoadAnswer, RoadRequest } from './roads/road.ts';
