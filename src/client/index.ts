/**
 * Parlor's SDK: a chat client without its interface. Start with `createParlor`. What a browser does with passkeys
 * (passkeys.ts), and the export of everything one has (export.ts), are entries of their own, which an interface loads
 * when it needs them.
 */

import "./no-eval.ts"; // before anything that makes a schema

export { canUsePasskeys } from "./browser-environment.ts";
export { createParlor } from "./client.ts";
export type { Clock } from "./clock.ts";
export type { NewFile } from "./files/outgoing-file.ts";
export type { Observable } from "./observable.ts";
export type { Parlor, ParlorOptions, RoomHandle, RosterHandle, ThreadHandle } from "./parlor.ts";
export type { BrokenProof, ProofState } from "./proof/room-proof.ts";
export type { LogMessage, Notice } from "./room/patch.ts";
export { isExpulsion } from "./room/room.ts";
export type { Pending, PendingFiles, RoomState, RosterState, ThreadState } from "./room/room-view.ts";
export type { RosterMember } from "./room/roster-log.ts";
export type { FoundInRoom, SearchHandle, SearchState } from "./search/search.ts";
export type { IncomingStage, OutgoingStage, Stages } from "./sending/stages.ts";
export type { SessionState } from "./session/session.ts";
export { MemoryStorage } from "./storage/memory-storage.ts";
export type { Area, Storage } from "./storage/storage.ts";
export type { ConnectionState } from "./transport/connection.ts";
export type { OpenSocket, Socket, SocketListener } from "./transport/socket.ts";
export type { Channel, LockHolder, TabPlatform } from "./transport/tabs/tab-platform.ts";
