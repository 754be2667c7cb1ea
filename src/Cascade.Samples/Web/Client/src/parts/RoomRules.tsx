import { type FormEvent, useState } from 'react';
import type { RoomChange, RoomModel } from '../room/messages';
import { changeRoom } from '../state/room';
import { useText, type Word } from '../text/text';
import { Choice } from './Fields';

const longestName = 24;

/** How long a room's passphrase may be. */
export const longestPassphrase = 100;

/** What the owner decides: the room's name, who comes in, who plays. */
export function RoomRules({ room }: { readonly room: RoomModel }) {
  const say = useText();
  const [name, setName] = useState(room.name);
  const [passphrase, setPassphrase] = useState('');
  const choices: readonly (readonly [Word, keyof RoomModel & keyof RoomChange])[] = [
    ['roomLockIt', 'locked'], ['roomOwnerOnly', 'ownerOnly'], ['roomGuests', 'guests'], ['roomHide', 'hideOthers'], ['roomChat', 'chat'],
  ];
  const takePassphrase = (event: FormEvent) => {
    event.preventDefault();
    changeRoom({ passphrase });
    setPassphrase('');
  };
  return (
    <section aria-labelledby="owners" className="grid gap-2">
      <h3 id="owners" className="heading">
        {say('roomOwners')}
      </h3>
      <label className="grid gap-1">
        {say('roomName')}
        <input className="field" autoComplete="off" maxLength={longestName} value={name} onChange={(event) => setName(event.target.value)} onBlur={() => name !== room.name && changeRoom({ name })} />
      </label>
      {choices.map(([word, choice]) => (
        <Choice key={choice} label={say(word)} value={room[choice] as boolean} onChange={(value) => changeRoom({ [choice]: value })} />
      ))}
      <form className="grid gap-1" onSubmit={takePassphrase}>
        <label htmlFor="passphrase">{say('passphrase')}</label>
        <div className="flex gap-2">
          <input
            id="passphrase"
            className="field min-w-0 grow"
            autoComplete="off"
            maxLength={longestPassphrase}
            placeholder={say(room.hasPassphrase ? 'passphraseSet' : 'passphraseNone')}
            value={passphrase}
            onChange={(event) => setPassphrase(event.target.value)}
          />
          <button type="submit" className="control" disabled={passphrase === '' && !room.hasPassphrase}>
            {say(passphrase === '' ? 'passphraseRemove' : 'passphraseTake')}
          </button>
        </div>
      </form>
    </section>
  );
}
