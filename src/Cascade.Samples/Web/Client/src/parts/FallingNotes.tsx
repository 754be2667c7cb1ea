import { useEffect, useRef } from 'react';
import { isBlack, lane } from '../keyboard/geometry';
import { useKeyboardWindow } from '../keyboard/window';
import type { Practice } from '../music/practice';
import { handOf } from '../music/song';
import { useSettings } from '../state/settings';

const seconds = 3.5;
const cornerRadius = 4;

/** What is to be played, falling onto its keys. */
export function FallingNotes({ practice }: { readonly practice: Practice }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useSettings((settings) => settings.theme);
  useEffect(() => draw(canvas.current!, practice), [practice, theme]);
  return <canvas ref={canvas} aria-hidden="true" className="absolute inset-0 size-full" />;
}

function draw(canvas: HTMLCanvasElement, practice: Practice): () => void {
  const context = canvas.getContext('2d')!;
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const style = getComputedStyle(canvas);
  const colours = { left: style.getPropertyValue('--left'), right: style.getPropertyValue('--own'), other: style.getPropertyValue('--other'), line: style.getPropertyValue('--hair') };
  let frame = 0;
  const paint = () => {
    frame = requestAnimationFrame(paint);
    const { clientWidth: width, clientHeight: height } = canvas;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    paintNotes(context, practice, height, still.matches, colours);
  };
  paint();
  return () => cancelAnimationFrame(frame);
}

function paintNotes(
  context: CanvasRenderingContext2D,
  practice: Practice,
  height: number,
  still: boolean,
  colours: Readonly<Record<'left' | 'right' | 'other' | 'line', string>>,
): void {
  const { white, first, width } = useKeyboardWindow.getState();
  const { beat } = practice;
  // With reduced motion the notes step from beat to beat.
  const now = still ? Math.floor(practice.position / beat) * beat : practice.position;
  const scale = height / seconds;
  context.fillStyle = colours.line;
  const { first: firstBar, length } = practice.bars;
  for (let time = firstBar + Math.ceil((now - firstBar) / length) * length; time < now + seconds; time += length)
    context.fillRect(0, height - (time - now) * scale, width, 1);
  for (const { note, own, state } of practice.strokes) {
    const bottom = height - (note.start - now) * scale, top = bottom - note.duration * scale;
    if (bottom < 0 || top > height) continue;
    const { left, width: laneWidth } = lane(note.key);
    context.globalAlpha = state === 'missed' ? 0.25 : own ? (state === 'played' ? 0.5 : 1) : 0.4;
    context.fillStyle = own ? colours[handOf(note)] : colours.other;
    context.beginPath();
    context.roundRect((left - first) * white + 1, top, Math.max(3, laneWidth * white - 2), Math.max(4, bottom - top - 1), cornerRadius);
    context.fill();
    if (!isBlack(note.key)) continue;
    context.globalAlpha *= 0.3;
    context.fillStyle = '#000';
    context.fill();
  }
  context.globalAlpha = 1;
}
