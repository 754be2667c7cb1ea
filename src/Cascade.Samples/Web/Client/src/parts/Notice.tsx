import { useEffect } from 'react';
import { notify, usePage } from '../state/page';

const shownMilliseconds = 7_000;

/** What the page says once, over the view for a moment. */
export function Notice() {
  const notice = usePage((page) => page.notice);
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => notify(''), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div role="status" className="pointer-events-none relative z-30 h-0">
      {notice && (
        <p className="absolute top-3 left-1/2 w-max max-w-[calc(100vw-1.5rem)] -translate-x-1/2 rounded-md bg-ink px-4 py-2 text-[14px] text-bg shadow-lg">
          {notice}
        </p>
      )}
    </div>
  );
}
