import { ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { lengthOf, type Note, type Song } from '../music/song';
import { edit, redo, undo, useDocument } from '../state/document';
import { player } from '../state/instrument';
import { playback } from '../state/playback';
import { useSettings } from '../state/settings';
import { useText } from '../text/text';
import { type Hit, hitNote, keyAtHeight, keyRange, paintRoll, type RollView, secondsAt } from './rollView';

const usualScale = 90;
const shortest = 0.05;
const newLength = 0.4;
const newVelocity = 0.7;
const auditionSource = 'roll:audition';
const auditionMilliseconds = 250;
const followAt = 0.8;

interface Drag {
  readonly hit: Hit;
  readonly note: Note;
  readonly x: number;
  readonly y: number;
  moved: boolean;
}

/** The notes of the open song over time; they are moved, lengthened, made and deleted here. */
export function Roll() {
  const say = useText();
  const song = useDocument((document) => document.song);
  const [chosen, setChosen] = useState<Note | null>(null);
  const [zoom, setZoom] = useState(1);
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<RollView>({ width: 1, height: 1, from: 0, scale: usualScale, lowest: 36, highest: 84 });
  const drag = useRef<Drag | null>(null);
  const [preview, setPreview] = useState<Note | null>(null);
  useCanvas(canvas, view, song, chosen ? song.notes.indexOf(chosen) : -1, zoom, preview);

  const place = (event: { clientX: number; clientY: number }) => {
    const box = canvas.current!.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const down = (event: React.PointerEvent) => {
    const { x, y } = place(event);
    const hit = hitNote(view.current, song.notes, x, y);
    setChosen(hit ? song.notes[hit.index] : null);
    if (!hit) return playback.seek(secondsAt(view.current, x));
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { hit, note: song.notes[hit.index], x, y, moved: false };
    audition(song.notes[hit.index]);
  };
  const move = (event: React.PointerEvent) => {
    if (!drag.current) return;
    const { x, y } = place(event);
    drag.current.moved ||= Math.hypot(x - drag.current.x, y - drag.current.y) > 3;
    if (drag.current.moved) setPreview(dragged(view.current, drag.current, x, y));
  };
  const up = () => {
    if (drag.current?.moved && preview) {
      const { hit, note } = drag.current;
      // The note that was taken hold of, wherever it stands by now; none where another song was opened meanwhile.
      if (song.notes.includes(note)) edit(hit.part === 'end' ? 'editResize' : 'editMove', (notes) => notes.map((other) => (other === note ? preview : other)));
      setChosen(preview);
    }
    drag.current = null;
    setPreview(null);
  };
  const add = (event: React.MouseEvent) => {
    const { x, y } = place(event);
    if (hitNote(view.current, song.notes, x, y)) return;
    const note = { key: keyAtHeight(view.current, y), velocity: newVelocity, start: secondsAt(view.current, x), duration: newLength };
    edit('editAdd', (notes) => [...notes, note]);
    audition(note);
  };
  const keyDown = (event: React.KeyboardEvent) => {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.code === 'KeyZ') (event.shiftKey ? redo : undo)();
    else if ((event.code === 'Delete' || event.code === 'Backspace') && chosen && song.notes.includes(chosen)) {
      edit('editRemove', (notes) => notes.filter((note) => note !== chosen));
      setChosen(null);
    } else return;
    event.preventDefault();
  };

  return (
    <div className="relative min-h-40 grow bg-[var(--stage)]">
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label={`${say('roll')}. ${say('rollHelp')}`}
        title={say('rollHelp')}
        className="absolute inset-0 size-full touch-none outline-offset-[-3px]"
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
        onDoubleClick={add}
        onKeyDown={keyDown}
      />
      <div className="absolute top-2 right-2 flex gap-1">
        <button type="button" className="control square" aria-label={say('zoomOut')} onClick={() => setZoom(Math.max(1 / 16, zoom / 2))}>
          <ZoomOut size={16} aria-hidden />
        </button>
        <button type="button" className="control square" aria-label={say('zoomIn')} onClick={() => setZoom(Math.min(8, zoom * 2))}>
          <ZoomIn size={16} aria-hidden />
        </button>
      </div>
    </div>
  );
}

function dragged(view: RollView, { hit, note, x: fromX, y: fromY }: Drag, x: number, y: number): Note {
  const seconds = (x - fromX) / view.scale;
  if (hit.part === 'end') return { ...note, duration: Math.max(shortest, note.duration + seconds) };
  const keys = keyAtHeight(view, y) - keyAtHeight(view, fromY);
  return { ...note, start: Math.max(0, note.start + seconds), key: Math.min(127, Math.max(0, note.key + keys)) };
}

function audition({ key, velocity }: Note): void {
  if (playback.isPlaying) return;
  player.press(auditionSource, key, velocity);
  setTimeout(() => player.release(auditionSource), auditionMilliseconds);
}

// Paints when something changes, and every frame while the song plays.
function useCanvas(
  canvas: React.RefObject<HTMLCanvasElement | null>,
  view: React.RefObject<RollView>,
  song: Song,
  chosen: number,
  zoom: number,
  preview: Note | null,
): void {
  const theme = useSettings((settings) => settings.theme);
  useEffect(() => {
    const element = canvas.current!;
    const context = element.getContext('2d')!;
    const notes = preview && chosen >= 0 ? song.notes.with(chosen, preview) : song.notes;
    const longest = notes.reduce((most, note) => Math.max(most, note.duration), 0);
    const range = keyRange(song.notes);
    const beat = 60 / song.tempo;
    const length = lengthOf(song);
    const style = getComputedStyle(element);
    const colour = (name: string) => style.getPropertyValue(name);
    const colours = { right: colour('--own'), left: colour('--left'), chosen: colour('--focus'), line: colour('--hair'), dark: `color-mix(in srgb, ${colour('--hair')} 35%, transparent)` };
    // The notes are painted anew only where the view has moved; what moves over them is the place that is played.
    const layer = document.createElement('canvas'), layerContext = layer.getContext('2d')!;
    let frame = 0, painted = '', shown = NaN;
    const paint = () => {
      frame = requestAnimationFrame(paint);
      const { clientWidth: width, clientHeight: height } = element;
      const { position } = playback;
      const scale = usualScale * zoom;
      const seen = width / scale;
      let { from } = view.current;
      if (position < from || position > from + seen * followAt) from = position - (playback.isPlaying ? 0.1 * seen : 0.5 * seen);
      from = Math.min(Math.max(0, from), Math.max(0, length - 0.5 * seen));
      view.current = { width, height, from, scale, ...range };
      const look = [from, width, height, devicePixelRatio].join();
      if (look === painted && position === shown) return;
      if (look !== painted) {
        for (const { canvas: sized } of [context, layerContext]) {
          sized.width = Math.round(width * devicePixelRatio);
          sized.height = Math.round(height * devicePixelRatio);
        }
        layerContext.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
        paintRoll(layerContext, view.current, notes, longest, chosen, beat, colours);
      }
      [painted, shown] = [look, position];
      context.clearRect(0, 0, element.width, element.height);
      if (layer.width > 0 && layer.height > 0) context.drawImage(layer, 0, 0);
      context.fillStyle = colours.chosen;
      context.fillRect(Math.round((position - from) * scale * devicePixelRatio), 0, 2 * devicePixelRatio, element.height);
    };
    paint();
    return () => cancelAnimationFrame(frame);
  }, [canvas, view, song, chosen, zoom, preview, theme]);
}
