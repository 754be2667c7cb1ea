import { Check, Copy, Share2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useDocument } from '../state/document';
import { linkPrefix } from '../state/page';
import { useText } from '../text/text';
import { Dialog } from './Dialog';

/** Makes a link that holds the open song; whoever opens it has the song, without an account and without the host's memory. */
export function ShareButton() {
  const say = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="control" onClick={() => setOpen(true)}>
        <Share2 size={16} aria-hidden /> {say('share')}
      </button>
      {open && (
        <Dialog title={say('share')} onClose={() => setOpen(false)}>
          <LinkField />
        </Dialog>
      )}
    </>
  );
}

function LinkField() {
  const say = useText();
  const song = useDocument((document) => document.song);
  const [link, setLink] = useState<string | null>('');
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const copy = async (text: string) => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Where the clipboard is out of reach the link is selected, to be copied by hand.
    }
  };
  useEffect(() => {
    let isWanted = true;
    const make = async () => {
      const { songToLink } = await import('../music/songLink');
      const text = await songToLink(song).then((made) => new URL(`/${linkPrefix}${made}`, location.href).href, () => null);
      if (!isWanted) return;
      setLink(text);
      if (text) await copy(text);
    };
    void make();
    return () => {
      isWanted = false;
    };
  }, [song]);
  if (link === null) return <p role="alert">{say('linkTooLong')}</p>;
  return (
    <div className="grid gap-3">
      <p className="text-muted">{say('shareText')}</p>
      <div className="flex gap-2">
        <input ref={field} className="field min-w-0 grow" readOnly aria-label={say('link')} value={link} onFocus={(event) => event.target.select()} />
        <button type="button" className="control primary" disabled={!link} onClick={() => void copy(link)}>
          {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />} {say(copied ? 'copied' : 'copy')}
        </button>
      </div>
    </div>
  );
}
