import { createSignal } from "solid-js";

const SCALE_MAX = 8;
/** Scale of a double click, and the least that counts as zoomed. */
const CLOSE_UP = 2.5;
const ZOOMED = 1.02;
/** Pixels a finger has to go to turn to the next picture, or to put it away. */
const SWIPE_PX = 60;
const DISMISS_PX = 110;

interface Place {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

const AT_REST: Place = { scale: 1, x: 0, y: 0 };

/** Zooming and moving one picture: by wheel, double click, drag and pinch. Unzoomed, a drag turns or puts it away. */
export function createZoom(
  stage: () => HTMLElement,
  { onSwipe, onDismiss }: { readonly onSwipe: (step: number) => void; readonly onDismiss: () => void },
) {
  const [place, setPlace] = createSignal(AT_REST);
  const [isMoving, setMoving] = createSignal(false);
  const pointers = new Map<number, PointerEvent>();
  let start:
    | { readonly place: Place; readonly x: number; readonly y: number; readonly spread: number }
    | undefined;

  /** Scales around a point of the stage, which stays where it is. */
  const scaleTo = (scale: number, x: number, y: number): void => {
    const { left, top, width, height } = stage().getBoundingClientRect();
    const [dx, dy] = [x - left - width / 2, y - top - height / 2];
    setPlace((before) => {
      const next = Math.min(SCALE_MAX, Math.max(1, scale));
      if (next < ZOOMED) return AT_REST;
      const ratio = next / before.scale;
      return { scale: next, x: dx - (dx - before.x) * ratio, y: dy - (dy - before.y) * ratio };
    });
  };
  const middle = (): readonly [x: number, y: number, spread: number] => {
    const [a, b] = [...pointers.values()];
    if (!a) return [0, 0, 0];
    if (!b) return [a.clientX, a.clientY, 0];
    return [
      (a.clientX + b.clientX) / 2,
      (a.clientY + b.clientY) / 2,
      Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
    ];
  };
  const begin = (): void => {
    const [x, y, spread] = middle();
    start = pointers.size > 0 ? { place: place(), x, y, spread } : undefined;
    setMoving(start !== undefined);
  };

  const handlers = {
    onWheel(event: WheelEvent): void {
      event.preventDefault();
      scaleTo(place().scale * Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
    },
    onDblClick(event: MouseEvent): void {
      scaleTo(place().scale > ZOOMED ? 1 : CLOSE_UP, event.clientX, event.clientY);
    },
    onPointerDown(event: PointerEvent): void {
      if (event.button !== 0) return;
      stage().setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, event);
      begin();
    },
    onPointerMove(event: PointerEvent): void {
      if (!pointers.has(event.pointerId) || !start) return;
      pointers.set(event.pointerId, event);
      const [x, y, spread] = middle();
      if (pointers.size > 1 && start.spread > 0) {
        setPlace(start.place);
        scaleTo((start.place.scale * spread) / start.spread, start.x, start.y);
      }
      const { scale } = place();
      if (pointers.size > 1 || scale > ZOOMED)
        setPlace((now) => ({
          ...now,
          x: (pointers.size > 1 ? now.x : (start?.place.x ?? 0)) + x - (start?.x ?? x),
          y: (pointers.size > 1 ? now.y : (start?.place.y ?? 0)) + y - (start?.y ?? y),
        }));
      else setPlace({ scale: 1, x: x - start.x, y: Math.max(0, y - start.y) });
    },
    onPointerUp(event: PointerEvent): void {
      if (!pointers.delete(event.pointerId)) return;
      const { scale, x, y } = place();
      if (pointers.size > 0) return begin();
      start = undefined;
      setMoving(false);
      if (scale > ZOOMED) return;
      setPlace(AT_REST);
      if (event.type === "pointercancel") return;
      if (y > DISMISS_PX && y > Math.abs(x)) onDismiss();
      else if (Math.abs(x) > SWIPE_PX)
        onSwipe((x < 0 ? 1 : -1) * (document.documentElement.dir === "rtl" ? -1 : 1));
    },
    get onPointerCancel() {
      return handlers.onPointerUp;
    },
  };
  return {
    handlers,
    isMoving,
    transform: () => `translate(${place().x}px, ${place().y}px) scale(${place().scale})`,
    by(factor: number): void {
      const { left, top, width, height } = stage().getBoundingClientRect();
      scaleTo(place().scale * factor, left + width / 2, top + height / 2);
    },
    reset: () => void setPlace(AT_REST),
  };
}
