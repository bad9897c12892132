/** The door of `store/`: databases that keep what they acknowledged, and the questions the program asks of them. */

export { type HistoryOptions, openHistory, openMemoryHistory } from "./history.ts";
export { type Later, laterByTimer } from "./history/idle_index.ts";
export { openLimits, openMemoryLimits } from "./limits.ts";
export {
  formatLimits,
  type KeptLine,
  type LimitEdit,
  type LimitLine,
  type LimitReason,
  MAX_FILE_BYTES,
  readLimits,
} from "./limits_file.ts";
export { type DatabaseOptions, openDatabase } from "./database.ts";
export { openBackup, sealBackup } from "./backup.ts";
export { liveFiles, restingFiles } from "./profile_files.ts";
export { finishSwap, isThere, type Leaving, StagedFolder, type StepWatcher, swapIsDue } from "./swap.ts";
export { rekeyDatabases, type Rekeying } from "./rekey.ts";
export { changePassphrase, createKeyFile, openKeyFile } from "./keyfile.ts";
export type { FileLock } from "./lock_file.ts";
export { lockProfile } from "./profile_lock.ts";
export { openMemoryDatabase } from "./memory_database.ts";
export type { Migration } from "./migrations.ts";
export { HISTORY_MIGRATIONS } from "./migrations/history.ts";
export { LIMITS_MIGRATIONS } from "./migrations/limits.ts";
export { StorageError, storageError, type StorageErrorCode } from "./storage_error.ts";
export { AMENDMENTS, DEFAULT_OPTIONS, MAX_BUDGET } from "./history_types.ts";
export type * from "./history_types.ts";
export type * from "./types.ts";
