/** Every number that whoever made a backup file controls, with its unit and why it is what it is. */
import type { ScryptCost } from "./scrypt.ts";

/** Work for one try of a pass-phrase: 256 MiB and some seconds at most. Ours is half of that. */
export const MAX_BACKUP_COST: ScryptCost = { log2N: 18, r: 8, p: 4 };
/** Bytes of plain text in a chunk: what age takes; small beside memory, large beside its tag. */
export const CHUNK_BYTES = 65_536;
/** Files in a backup: an authority of one's own has a certificate per year, a team's some thousands. */
export const MAX_BACKUP_FILES = 20_000;
/** Bytes of a key, a certificate, a list. The largest is a team's revocation list. */
export const MAX_SMALL_FILE = 16 * 1024 * 1024;
/** Bytes of a file of a database: SQLite in memory holds 4 GiB at most, a journal has its writes since a snapshot. */
export const MAX_DATABASE_FILE = 8 * 1024 ** 3;
/** Bytes of a name; the longest of the table has 78. */
export const MAX_NAME_BYTES = 128;
