import { useEffect, useRef } from 'react';
import { isBlack, lane } from '../keyboard/geometry';
import { useKeyboardWindow } from '../keyboard/window';
import { player } from '../state/instrument';
import type { Member } from '../room/messages';
import { useSettings } from '../state/settings';

const seconds = 5;
const cornerRadius = 4, glow = 18;

interface Bar {
  readonly key: number;
  readonly velocity: number;
  readonly start: number;
  readonly own: boolean;
  /** Whose it is, where it is somebody else's in a room. */
  readonly member?: Member;
  end: number;
}

/** The notes of the last seconds, rising from their keys; each key's lane is as wide as its tail. */
export function RisingNotes() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useSettings((settings) => settings.theme);
  useEffect(() => draw(canvas.current!), [theme]);
  return <canvas ref={canvas} aria-hidden="true" className="absolute inset-0 size-full" />;
}

function draw(canvas: HTMLCanvasElement): () => void {
  const context = canvas.getContext('2d')!;
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const bars: Bar[] = [];
  let frame = 0;
  const paint = () => {
    frame = 0;
    const now = performance.now();
    while (bars.length > 0 && bars[0].end < now - seconds * 1_000) bars.shift();
    // With reduced motion the picture steps once a second.
    const time = still.matches ? Math.ceil(now / 1_000) * 1_000 : now;
    paintBars(canvas, context, bars, time);
    if (bars.length > 0) frame = requestAnimationFrame(paint);
  };
  const wake = () => (frame ||= requestAnimationFrame(paint));
  const stop = player.listen((played) => {
    if (played.kind === 'pedal') return;
    const open = bars.findLast((bar) => bar.key === played.key && bar.end === Infinity && bar.member?.id === played.member?.id);
    if (open) open.end = played.time;
    if (played.kind === 'on')
      bars.push({ key: played.key, velocity: played.velocity, start: played.time, own: played.hand === 'own', member: played.member, end: Infinity });
    wake();
  });
  const stopWindow = useKeyboardWindow.subscribe(wake);
  const observer = new ResizeObserver(() => {
    canvas.width = canvas.clientWidth * devicePixelRatio;
    canvas.height = canvas.clientHeight * devicePixelRatio;
    wake();
  });
  observer.observe(canvas);
  return () => {
    cancelAnimationFrame(frame);
    stop();
    stopWindow();
    observer.disconnect();
  };
}

function paintBars(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, bars: readonly Bar[], now: number): void {
  const style = getComputedStyle(canvas);
  const own = style.getPropertyValue('--own'), other = style.getPropertyValue('--other');
  const { white, first } = useKeyboardWindow.getState();
  const height = canvas.clientHeight, speed = height / (seconds * 1_000);
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, canvas.clientWidth, height);
  paintOctaves(context, style.getPropertyValue('--hair'), height, white, first);
  for (const bar of bars) {
    const { left, width } = lane(bar.key);
    const top = height - (now - bar.start) * speed, bottom = height - (now - Math.min(bar.end, now)) * speed;
    context.globalAlpha = (0.45 + 0.55 * bar.velocity) * Math.min(1, Math.max(0.15, bottom / (0.4 * height)));
    const colour = bar.member?.colour ?? (bar.own ? own : other);
    context.fillStyle = colour;
    // What still sounds under a finger glows.
    context.shadowColor = colour;
    context.shadowBlur = bar.end === Infinity ? glow : 0;
    context.beginPath();
    context.roundRect((left - first) * white + 1, top, Math.max(2, width * white - 2), Math.max(3, bottom - top), cornerRadius);
    context.fill();
    context.shadowBlur = 0;
    if (!isBlack(bar.key)) continue;
    context.globalAlpha *= 0.25;
    context.fillStyle = '#000';
    context.fill();
  }
  context.globalAlpha = 1;
}

function paintOctaves(context: CanvasRenderingContext2D, colour: string, height: number, white: number, first: number): void {
  context.fillStyle = colour;
  for (let octave = 0; octave < 11; octave++) context.fillRect(Math.round((7 * octave - first) * white), 0, 1, height);
}
