// What an audio worklet's global scope has beside the language; TypeScript's DOM library leaves it out.
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new (options: AudioWorkletNodeOptions) => AudioWorkletProcessor): void;
declare const currentFrame: number;
declare const sampleRate: number;
