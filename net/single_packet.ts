/** One packet each way, on a session that is no link: pairing, and telling somebody why they are refused. */
import type { PeerId } from "../crypto/types.ts";
import { encodeClose, parseClose } from "./close.ts";
import { type CloseCode, LinkError } from "./errors.ts";
import { checkAddresses, encodeContent, idNumber, type Packet, PacketDecoder } from "./frame.ts";
import { KIND, maxContentBytes } from "./kinds.ts";
import type { ByteStream } from "./types.ts";

/** The two ends of a session. */
export interface Ends {
  readonly own: PeerId;
  /** "0" when the other side showed no id. */
  readonly other: PeerId;
}

/** The first content of a direction has this id. */
const FIRST = 1;

export function writeFirst(stream: ByteStream, { own, other }: Ends, kind: number, data: Uint8Array): Promise<void> {
  const head = { source: idNumber(own), destination: idNumber(other), contentId: FIRST, type: kind };
  return stream.write(encodeContent(head, data));
}

/** Say why and end; what cannot be sent any more is not an error. */
export async function refuse(stream: ByteStream, ends: Ends, code: CloseCode, reason: string): Promise<void> {
  try {
    await writeFirst(stream, ends, KIND.close, encodeClose({ code, reason }));
    stream.close();
  } catch {
    stream.destroy();
  }
}

/**
 * The data of the one packet the other side may send.
 * @throws {LinkError} "bad-packet", "bad-address", "too-large"; the code of a `close` sent instead; "connection-lost"
 */
export async function readFirst(stream: ByteStream, ends: Ends, kind: number): Promise<Uint8Array> {
  const decoder = new PacketDecoder((header) => {
    checkAddresses(header, idNumber(ends.other), idNumber(ends.own));
    if (header.type !== kind && header.type !== KIND.close) {
      throw new LinkError("bad-packet", `packet of type "${header.type}": only "${kind}" may come here`);
    }
    const limit = maxContentBytes(header.type);
    if (header.size > limit) throw new LinkError("too-large", `packet of ${header.size} bytes: at most ${limit}`);
  });
  for (let chunk = await stream.read(); chunk !== null; chunk = await stream.read()) {
    for (const packet of decoder.push(chunk)) return dataOf(packet);
  }
  throw new LinkError("connection-lost", "waiting for a packet: the connection ended", { by: "network" });
}

function dataOf({ type, data }: Packet): Uint8Array {
  if (type !== KIND.close) return data.slice();
  const { code, reason } = parseClose(data);
  throw new LinkError(code, reason, { by: "peer" });
}
