export { createFolderSync, type FolderSync } from './folder-sync.ts';
export { type KeptFolder, keepFolder } from './keep-folder.ts';
export type { FolderSyncOptions } from './options.ts';
export type { SyncEvent } from './parts.ts';
export { type BySubfolderOptions, findByStockNumber, oneVehicle, type VehicleChoice, vehicleBySubfolder } from './vehicles.ts';
