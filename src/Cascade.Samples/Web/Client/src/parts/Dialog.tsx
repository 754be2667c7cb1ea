import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useText } from '../text/text';

/** A dialog of the browser's own: it keeps the focus, and Escape closes it. On a phone it is a sheet from below. */
export function Dialog({ title, onClose, children }: { readonly title: string; readonly onClose: () => void; readonly children: ReactNode }) {
  const say = useText();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current!;
    dialog.showModal();
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={element}
      aria-labelledby="dialog-title"
      onClose={onClose}
      className="panel m-auto w-[min(30rem,100vw)] p-0 text-ink shadow-2xl backdrop:bg-[#081428]/60 max-sm:mb-0 max-sm:max-h-[calc(100dvh-2rem)] max-sm:w-full max-sm:max-w-none max-sm:rounded-b-none max-sm:pb-[env(safe-area-inset-bottom)]"
    >
      <div className="flex items-center justify-between border-b border-hair px-4 py-2.5">
        <h2 id="dialog-title" className="font-semibold">
          {title}
        </h2>
        <button type="button" className="control quiet square" aria-label={say('close')} onClick={onClose}>
          <X size={16} aria-hidden />
        </button>
      </div>
      <div className="dialog-body p-4">{children}</div>
    </dialog>
  );
}
