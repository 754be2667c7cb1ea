import { type FormEvent, useEffect, useState } from 'react';
import { refreshSongs, signIn, signOut, useSongs } from '../state/songs';
import { useText } from '../text/text';
import { Dialog } from './Dialog';

const shortestPassword = 8;

export default function AccountDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const user = useSongs((songs) => songs.user);
  useEffect(() => void refreshSongs(), []);
  return (
    <Dialog title={user && !user.isGuest ? user.name : say('signIn')} onClose={onClose}>
      {user && !user.isGuest ? (
        <div className="flex items-center justify-between gap-3">
          <p>{say('signedInAs', { name: user.name })}</p>
          <button type="button" className="control" onClick={() => void signOut()}>
            {say('signOut')}
          </button>
        </div>
      ) : (
        <SignInForm onDone={onClose} />
      )}
    </Dialog>
  );
}

function SignInForm({ onDone }: { readonly onDone: () => void }) {
  const say = useText();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [reason, setReason] = useState<string | null>(null);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const submitter = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
    const refused = await signIn(name, password, submitter?.value === 'register');
    setReason(refused);
    if (refused === null) onDone();
  };
  return (
    <form className="grid gap-3" onSubmit={(event) => void send(event)}>
      <p className="text-muted">{say('guestNote')}</p>
      <label className="grid gap-1">
        {say('userName')}
        <input className="field" autoComplete="username" required maxLength={64} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <label className="grid gap-1">
        {say('password')}
        <input
          type="password"
          className="field"
          autoComplete="current-password"
          required
          minLength={shortestPassword}
          maxLength={128}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      {reason && (
        <p role="alert" className="text-bad">
          {reason}
        </p>
      )}
      <div className="flex gap-2">
        <button type="submit" value="sign-in" className="control primary grow">
          {say('signIn')}
        </button>
        <button type="submit" value="register" className="control grow">
          {say('register')}
        </button>
      </div>
    </form>
  );
}
