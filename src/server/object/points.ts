import { HELLO_POINTS, READ_POINT_UNITS } from "../../protocol/limits.ts";

/** The points it costs to answer with so many UTF-16 units; see `READ_BURST`. */
export const pointsFor = (units: number): number => Math.floor(units / READ_POINT_UNITS);

/** The points of a `hello` that was answered by so many. */
export const helloPoints = (units: number): number => HELLO_POINTS + pointsFor(units);
