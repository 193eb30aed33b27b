'use client';

import { type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { fitSize, fitted, type Lie, largestScale, type Point, panned, pinch, type Size, wheelFactor, zoomed, zoomStep } from './zoom.ts';

export interface LieControl {
  readonly lie: Lie;
  readonly fit: Size;
  readonly frame: Size;
  readonly largest: number;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly zoomFit: () => void;
  readonly set: (lie: Lie) => void;
  /** For the frame: wheel, drag, pinch, double click. */
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
    readonly onDoubleClick: (event: React.MouseEvent<HTMLElement>) => void;
  };
}

const nothing: Size = { widthPx: 0, heightPx: 0 };
/** Room around the whole picture, so that its own edge can be seen. */
const marginPx = 16;
/** A finger that went so far sideways on a whole picture wanted another picture. */
const swipePx = 60;

/** How the picture lies on the stage, moved by mouse, trackpad, fingers and keys alike. The stage may come and go. */
export function useLie(stage: HTMLElement | null, picture: Size, onSwipe: (by: 1 | -1) => void): LieControl {
  const frame = useSize(stage);
  const [lie, setLie] = useState(fitted);
  const room = useMemo(
    () => ({ widthPx: Math.max(0, frame.widthPx - 2 * marginPx), heightPx: Math.max(0, frame.heightPx - 2 * marginPx) }),
    [frame],
  );
  const fit = useMemo(() => fitSize(picture, room), [picture, room]);
  const largest = largestScale(picture, fit, globalThis.devicePixelRatio ?? 1);
  const pointers = useRef(new Map<number, Point>());
  const began = useRef<{ readonly at: Point; readonly count: number } | null>(null);

  const zoom = useCallback(
    (factor: number, at: Point = { xPx: 0, yPx: 0 }) => setLie((now) => zoomed(now, factor, at, fit, frame, largest)),
    [fit, frame, largest],
  );
  useWheel(stage, zoom);

  const place = (event: { readonly clientX: number; readonly clientY: number; readonly currentTarget: HTMLElement }): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return { xPx: event.clientX - box.left - box.width / 2, yPx: event.clientY - box.top - box.height / 2 };
  };
  const isControl = (target: EventTarget) =>
    target instanceof Element && target.closest('button, a, [role=slider], [data-handle]') !== null;
  const end = (event: PointerEvent<HTMLElement>) => {
    const start = began.current;
    pointers.current.delete(event.pointerId);
    if (pointers.current.size > 0) return;
    began.current = null;
    const isSwipe = start !== null && start.count === 1 && event.pointerType === 'touch' && event.type === 'pointerup' && lie.scale === 1;
    if (!isSwipe) return;
    const at = place(event);
    const [across, down] = [at.xPx - start.at.xPx, at.yPx - start.at.yPx];
    if (Math.abs(across) > swipePx && Math.abs(across) > 1.5 * Math.abs(down)) onSwipe(across < 0 ? 1 : -1);
  };

  return {
    lie,
    fit,
    frame,
    largest,
    zoomIn: useCallback(() => zoom(zoomStep), [zoom]),
    zoomOut: useCallback(() => zoom(1 / zoomStep), [zoom]),
    zoomFit: useCallback(() => setLie(fitted), []),
    set: setLie,
    handlers: {
      onPointerDown(event) {
        if (isControl(event.target) || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        pointers.current.set(event.pointerId, place(event));
        began.current = { at: began.current?.at ?? place(event), count: Math.max(began.current?.count ?? 0, pointers.current.size) };
      },
      onPointerMove(event) {
        const before = pointers.current.get(event.pointerId);
        if (before === undefined) return;
        const at = place(event);
        const [other] = [...pointers.current].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
        pointers.current.set(event.pointerId, at);
        if (other === undefined) {
          setLie((now) => panned(now, { xPx: at.xPx - before.xPx, yPx: at.yPx - before.yPx }, fit, frame));
          return;
        }
        const { factor, middle, by } = pinch([before, other], [at, other]);
        setLie((now) => panned(zoomed(now, factor, middle, fit, frame, largest), by, fit, frame));
      },
      onPointerUp: end,
      onPointerCancel: end,
      onDoubleClick(event) {
        if (isControl(event.target)) return;
        const at = place(event);
        // One pixel of the picture for one of the screen: where sharpness can be judged.
        const toPixels = picture.widthPx / (fit.widthPx * devicePixelRatio);
        setLie((now) => (now.scale > 1 ? fitted : zoomed(now, Math.max(2, toPixels), at, fit, frame, largest)));
      },
    },
  };
}

function useSize(element: HTMLElement | null): Size {
  const [size, setSize] = useState(nothing);
  useEffect(() => {
    if (element === null) return;
    const measure = () => setSize({ widthPx: element.clientWidth, heightPx: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** React listens to wheels passively, so that they could not be kept from scrolling the page. */
function useWheel(element: HTMLElement | null, zoom: (factor: number, at: Point) => void): void {
  useEffect(() => {
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const at = { xPx: event.clientX - box.left - box.width / 2, yPx: event.clientY - box.top - box.height / 2 };
      zoom(wheelFactor(event.deltaY, event.deltaMode), at);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [element, zoom]);
}
