import { assertNever, type Code } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { allows } from "../../protocol/policy.ts";
import type { Change, Role, Room } from "../../protocol/room.ts";

/** What an admin did that ended a membership. */
export type Removal = "removed" | "banned";

/** What is known of a room besides its log, kept up to date by the changes since the server sent it. Pure. */
export class RoomMetadata {
  readonly #self: UserId;
  #room: Room | undefined;
  #role: Role | undefined;
  #removed = false;
  #removal: Removal | undefined;
  /** Changes up to this one are included in `room` and `role`. */
  #asOf = 0;

  constructor(self: UserId) {
    this.#self = self;
  }

  get room(): Room | undefined {
    return this.#room;
  }

  get role(): Role | undefined {
    return this.#role;
  }

  /** Whether the user is no longer a member. */
  get removed(): boolean {
    return this.#removed;
  }

  get removal(): Removal | undefined {
    return this.#removal;
  }

  /** Whether the user may mention the whole room. The room has the last word. */
  get mayMentionRoom(): boolean {
    return this.#room !== undefined && allows("mention_room", this.#role, this.#room);
  }

  /** What was cached when the room was last open. */
  remember(room: Room | undefined, role: Role | undefined): void {
    this.#room ??= room;
    this.#role ??= role;
  }

  /** The server has sent it, as of a change. */
  update(room: Room, role: Role, asOf: number): void {
    this.#room = room;
    this.#role = role;
    this.#removed = false;
    this.#removal = undefined;
    this.#asOf = asOf;
  }

  /** If the reason is known, a later answer that only says that the user is no member does not replace it. */
  expelled(code: Code): void {
    this.#removed = true;
    if (code === "removed" || code === "banned") this.#removal = code;
  }

  follow(change: Change): void {
    if (change.change_id <= this.#asOf || !this.#room) return;
    this.#asOf = change.change_id;
    switch (change.type) {
      case "member_joined":
        this.#count(+1);
        return this.#mine(change.user_id, change.role);
      case "member_left":
      case "member_removed":
      case "member_banned":
        if (change.type === "member_banned" && change.outside) return;
        this.#count(-1);
        if (change.user_id === this.#self) this.#removed = true;
        return;
      case "role_changed":
        return this.#mine(change.user_id, change.role);
      case "room_changed":
        this.#room = { ...this.#room, ...change.settings } as Room; // what came as JSON is not undefined
        return;
      case "member_muted":
      case "member_unbanned":
      case "message_changed":
        return;
      default:
        return assertNever(change);
    }
  }

  #count(by: number): void {
    if (this.#room) this.#room = { ...this.#room, member_count: this.#room.member_count + by };
  }

  #mine(user_id: UserId, role: Role): void {
    if (user_id === this.#self) this.#role = role;
  }
}
