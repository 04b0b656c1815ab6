import "./no-eval.ts"; // before anything that makes a schema

export type { Clock } from "./clock.ts";
export type { ConnectionState } from "./connection.ts";
export type { Observable } from "./observable.ts";
export { createParlor, type Parlor, type ParlorOptions, type RoomHandle } from "./parlor.ts";
export type { Pending, RoomState } from "./room.ts";
export type { SessionState } from "./session.ts";
export type { OpenSocket, Socket, SocketListener } from "./socket.ts";
export type { Area, Storage } from "./storage.ts";
export { MemoryStorage } from "./storage-memory.ts";
