import { User } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useText } from '../text/text';

const AccountDialog = lazy(() => import('./AccountDialog'));

/** Who is signed in. */
export function Account() {
  const say = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="control quiet square" aria-label={say('signIn')} title={say('signIn')} onClick={() => setOpen(true)}>
        <User size={18} aria-hidden />
      </button>
      {open && (
        <Suspense>
          <AccountDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
