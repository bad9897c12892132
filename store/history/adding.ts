/** Storing what is said, in both directions: messages, and the amendments that change them in the same write. */

import type { History } from "../history_types.ts";
import { unchanged } from "../saved.ts";
import type { Database } from "../types.ts";
import { Batch } from "./batch.ts";
import { packId } from "./packing.ts";
import { unlessRepeated } from "./repeated.ts";
import { EVENT, IN, OUT } from "./rows.ts";
import { conversation } from "./streams.ts";

type AddingPart = Pick<History, "addOutgoing" | "addIncoming" | "addEvent">;

export function addingPart(db: Database, newStream: () => string): AddingPart {
  return {
    addOutgoing(key, items) {
      const state = conversation(db, key, newStream);
      const { batch, rows, saved } = unlessRepeated((check) => {
        const batch = new Batch(db, state);
        let seq = state.out_seq;
        for (const item of items) {
          if (!check || !batch.known(item.id)) batch.add(item, OUT, ++seq, { received_at: null });
        }
        // Before they are stored: a state of a file that is repeated may be forgotten for a newer one beside it.
        const rows = items.map((item) => batch.row(item.id));
        if (batch.rows.length === 0) return { batch, rows, ...unchanged(db) };
        const counted = { sql: "UPDATE conversations SET out_seq = ? WHERE number = ?", rows: [[seq, state.number]] };
        return { batch, rows, ...batch.save([counted]) };
      });
      return { saved, rows, changed: batch.changed(true) };
    },

    addIncoming(key, stream, items, received_at) {
      const state = conversation(db, key, newStream);
      return unlessRepeated((check) => {
        const batch = new Batch(db, state);
        let received = stream === state.in_stream ? state.in_received : 0;
        let last: string | undefined;
        for (const item of items) {
          const { id, seq } = item;
          if (seq <= received) continue;
          received = seq;
          last = id;
          if (!check || !batch.known(id)) batch.add(item, IN, seq, { received_at });
        }
        if (last === undefined) return { ...unchanged(db), rows: [], changed: [] };
        // What was seen has a number of the old stream, which says nothing about the new one.
        const read = stream === state.in_stream ? state.in_read : 0;
        const saved = batch.save([{
          sql: "UPDATE conversations SET in_stream = ?, in_received = ?, in_read = ?, in_last = ? WHERE number = ?",
          rows: [[stream, received, read, packId(last), state.number]],
        }]);
        return { ...saved, rows: batch.now, changed: batch.changed(false) };
      });
    },

    addEvent(key, { id, text, args, at }) {
      const batch = new Batch(db, conversation(db, key, newStream));
      if (batch.known(id)) return { ...unchanged(db), rows: [] };
      batch.add({ id, kind: "event", text, sent_at: at }, EVENT, 0, { received_at: at, args });
      return { ...batch.save([]), rows: batch.now };
    },
  };
}
