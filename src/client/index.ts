import "./no-eval.ts"; // before anything that makes a schema

export { createParlor } from "./client.ts";
export type { Clock } from "./clock.ts";
export type { ConnectionState } from "./connection.ts";
export { type ExportLine, type ExportOptions, exportData } from "./export.ts";
export type { Observable } from "./observable.ts";
export type { Parlor, ParlorOptions, RoomHandle, RosterHandle, ThreadHandle } from "./parlor.ts";
export type { Notice } from "./patch.ts";
export { isExpulsion } from "./room.ts";
export type { Pending, RoomState, RosterState, ThreadState } from "./room-view.ts";
export type { RosterMember } from "./roster-log.ts";
export type { SessionState } from "./session.ts";
export type { OpenSocket, Socket, SocketListener } from "./socket.ts";
export type { Area, Storage } from "./storage.ts";
export { MemoryStorage } from "./storage-memory.ts";
export type { Channel, LockHolder, TabGround } from "./tabs/ground.ts";
