import { useEffect, useRef } from 'react';
import { sound } from '../state/instrument';
import { useSettings } from '../state/settings';
import { highestFrequency as highest, lowestFrequency as lowest } from '../sound/equalizer';
import { useText } from '../text/text';

const floor = -100, ceiling = -15;

/** The level of what sounds over frequency, from 25 Hz to 16 kHz. */
export function Spectrum({ className }: { readonly className: string }) {
  const say = useText();
  const theme = useSettings((settings) => settings.theme);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => draw(canvas.current!), [theme]);
  return <canvas ref={canvas} role="img" aria-label={say('spectrum')} className={className} />;
}

function draw(canvas: HTMLCanvasElement): () => void {
  const context = canvas.getContext('2d')!;
  const style = getComputedStyle(canvas);
  const own = style.getPropertyValue('--own'), line = style.getPropertyValue('--hair');
  let levels = new Float32Array(0);
  let frame = 0;
  const paint = () => {
    frame = requestAnimationFrame(paint);
    const { clientWidth: width, clientHeight: height } = canvas;
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    context.scale(devicePixelRatio, devicePixelRatio);
    context.fillStyle = line;
    for (const hertz of [100, 1_000, 10_000]) context.fillRect((Math.log(hertz / lowest) / Math.log(highest / lowest)) * width, 0, 1, height);
    const { analyser } = sound;
    if (!analyser) return;
    if (levels.length !== analyser.frequencyBinCount) levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    const bin = analyser.context.sampleRate / analyser.fftSize;
    context.fillStyle = own;
    for (let x = 0; x < width; x += 2) {
      const from = lowest * (highest / lowest) ** (x / width), to = lowest * (highest / lowest) ** ((x + 2) / width);
      let level = -Infinity;
      for (let i = Math.floor(from / bin); i <= Math.floor(to / bin); i++) level = Math.max(level, levels[i]);
      const share = Math.min(1, Math.max(0, (level - floor) / (ceiling - floor)));
      context.fillRect(x, height * (1 - share), 1.5, height * share);
    }
  };
  paint();
  return () => cancelAnimationFrame(frame);
}
