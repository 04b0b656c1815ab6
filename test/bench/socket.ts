import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/**
 * A WebSocket client that does nothing but what a load generator needs, so that the generator is
 * never what is measured: it hands out frames as bytes, in a buffer all sockets share, without
 * decoding them. Frames it is not made for (binary, fragments, compression) are errors.
 */
export interface BenchSocket {
  send(text: string): void;
  /** Sends all that is sent inside `work` in one write. */
  together(work: () => void): void;
  /** Called with each text frame. The bytes are only good during the call. */
  onFrame: (payload: Buffer) => void;
  onClose: (why: string) => void;
  close(): void;
  /** Cuts the connection without a word, as a network that fails does. */
  drop(): void;
}

const shared = Buffer.allocUnsafeSlow(256 * 1024);
const NOTHING = Buffer.alloc(0);

export function openSocket(address: URL, protocols: readonly string[] = []): Promise<BenchSocket> {
  return new Promise((resolve, reject) => {
    let rest = NOTHING;
    let open = false;
    const take = (chunk: Buffer): void => {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let used = 0;
      if (!open) {
        const end = data.indexOf("\r\n\r\n");
        const head = data.toString("latin1", 0, end < 0 ? data.length : end);
        if (end >= 0 && !head.startsWith("HTTP/1.1 101 ")) {
          tcp.destroy();
          return reject(new Error(`no upgrade of ${address}: ${data.toString()}`));
        }
        if (end >= 0) {
          used = end + 4;
          open = true;
          resolve(socket);
        }
      }
      if (open) used += readFrames(data.subarray(used), socket, tcp);
      rest = used === data.length ? NOTHING : Buffer.from(data.subarray(used));
    };
    const tcp = connect({
      host: address.hostname,
      port: Number(address.port),
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (length, buffer) => {
          take(Buffer.from(buffer.buffer, buffer.byteOffset, length));
          return true;
        },
      },
    });
    const socket: BenchSocket = {
      send: (text) => void tcp.write(frame(0x1, Buffer.from(text))),
      together: (work) => {
        tcp.cork();
        work();
        tcp.uncork();
      },
      onFrame: () => {},
      onClose: () => {},
      close: () => {
        socket.onClose = () => {};
        tcp.end(frame(0x8, Buffer.from([0x03, 0xe8])));
      },
      drop: () => {
        socket.onClose = () => {};
        tcp.destroy();
      },
    };
    tcp.on("error", reject);
    tcp.on("close", () =>
      open ? socket.onClose("the connection ended") : reject(new Error("closed before the upgrade")),
    );
    const headers = [
      `GET ${address.pathname}${address.search} HTTP/1.1`,
      `Host: ${address.host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      ...(protocols.length > 0 ? [`Sec-WebSocket-Protocol: ${protocols.join(", ")}`] : []),
    ];
    tcp.write(`${headers.join("\r\n")}\r\n\r\n`);
  });
}

/** Reads the whole frames in `data` (RFC 6455 §5.2; those of a server are not masked) and says how far it got. */
function readFrames(data: Buffer, socket: BenchSocket, tcp: Socket): number {
  let at = 0;
  while (data.length - at >= 2) {
    const opcode = data[at] as number;
    const short = data[at + 1] as number;
    const header = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (data.length - at < header) break;
    const length =
      header === 2 ? short : header === 4 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
    if (data.length - at < header + length) break;
    const payload = data.subarray(at + header, at + header + length);
    if (opcode === 0x81 && isPong(payload)) {
      if (isQuestion(payload)) tcp.write(frame(0x1, answerTo(payload)));
    } else if (opcode === 0x81) socket.onFrame(payload);
    else if (opcode === 0x88) {
      socket.onClose(`closed by the server: ${length >= 2 ? payload.readUInt16BE(0) : "no code"}`);
      socket.onClose = () => {};
      tcp.end(frame(0x8, Buffer.from(payload)));
    } else if (opcode === 0x89) tcp.write(frame(0xa, Buffer.from(payload)));
    else throw new Error(`a frame this client does not read: 0x${opcode.toString(16)}`);
    at += header + length;
  }
  return at;
}

const PONG = Buffer.from('{"type":"pong"');
/** Of no interest to what is measured: the server answers each of our answers to its questions with one. */
const isPong = (payload: Buffer): boolean => payload.subarray(0, PONG.length).equals(PONG);
const QUESTION = Buffer.from('{"type":"pong","ack":');
/** Whether the server asks whether everything before this has been read. */
const isQuestion = (payload: Buffer): boolean => payload.subarray(0, QUESTION.length).equals(QUESTION);
const answerTo = (payload: Buffer): Buffer => Buffer.from(payload.toString().replace("pong", "ping"));

/** A client's frame. Its mask must be unpredictable in a browser (RFC 6455 §10.3); here zeros do, and cost nothing. */
function frame(opcode: number, payload: Buffer): Buffer {
  const long = payload.length > 125;
  const out = Buffer.alloc((long ? 8 : 6) + payload.length);
  out[0] = 0x80 | opcode;
  out[1] = 0x80 | (long ? 126 : payload.length);
  if (long) out.writeUInt16BE(payload.length, 2);
  payload.copy(out, long ? 8 : 6);
  return out;
}
