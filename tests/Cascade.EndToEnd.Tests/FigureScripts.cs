namespace Cascade.EndToEnd.Tests;

/// <summary>Scripts that run before the page's own, to watch its sound and to shake its network.</summary>
internal static class FigureScripts
{
    // Every onset as the worklet tells it, and how far the sound's clock is ahead of the page's, rendered and put out.
    public const string Onsets = """
        window.onsets = [];
        window.asked = [];
        window.leads = [];
        const Node = AudioWorkletNode;
        window.AudioWorkletNode = class extends Node {
          constructor(context, ...rest) {
            super(context, ...rest);
            const post = this.port.postMessage.bind(this.port);
            this.port.postMessage = (message, ...more) => {
              if (message.type === 'on') asked.push(message.key);
              return post(message, ...more);
            };
            this.port.addEventListener('message', ({ data }) => {
              const at = performance.now();
              const { contextTime, performanceTime } = context.getOutputTimestamp();
              if (performanceTime > 0)
                leads.push({ at, rendered: context.currentTime - at / 1000, out: contextTime - performanceTime / 1000 });
              if (data.type === 'onset') onsets.push({ at, seconds: data.frame / context.sampleRate, time: data.time });
            });
          }
        };
        // When each sound began, in ms of the machine's clock. The clock of what is rendered moves in steps of a buffer, so its greatest
        // lead counts. The output's is smooth and loses a buffer for good where the device stalls: it says which lead holds at an onset.
        window.moments = () => {
          const at = (all, part) => all.sort((a, b) => a - b)[Math.floor(part * all.length)];
          const ahead = at(leads.map(({ rendered, out }) => rendered - out), 0.99);
          return onsets.map((onset) => {
            const out = at(leads.filter(({ at }) => Math.abs(at - onset.at) < 100).map(({ out }) => out), 0.5);
            return performance.timeOrigin + 1000 * (onset.seconds - out - ahead);
          });
        };
        // From a stroke's event to the first frame of its sound, in ms.
        window.latencies = () => {
          const began = moments();
          return onsets.map(({ time }, i) => began[i] - performance.timeOrigin - time).filter((_, i) => onsets[i].time !== null);
        };
        """;

    // Messages of the room come later than they came: by 80 ms at most, most of them a little, and in their order, as a socket has them.
    // A timer's fraction of a ms is cut off, so whichever is done takes the first that waits.
    public const string Shaken = """
        const Socket = WebSocket;
        window.WebSocket = class extends Socket {
          set onmessage(take) {
            let last = 0;
            const waiting = [];
            super.onmessage = (event) => {
              const wait = Math.min(80, 3 * (Math.random() ** (-1 / 1.5) - 1));
              if (event.data.byteLength === 28) return take(event);
              const now = performance.now();
              (window.shaken ??= []).push(wait);
              last = Math.max(last, now + wait);
              waiting.push(event);
              setTimeout(() => take(waiting.shift()), last - now);
            };
          }
        };
        """;
}
