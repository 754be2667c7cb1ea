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
        <p className="arriving absolute inset-x-3 top-3 mx-auto w-max max-w-[calc(100vw-1.5rem)] rounded-full bg-ink px-5 py-2 text-[14px] text-bg shadow-lg">
          {notice}
        </p>
      )}
    </div>
  );
}
