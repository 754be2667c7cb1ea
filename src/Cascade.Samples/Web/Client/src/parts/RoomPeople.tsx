import { Crown, UserX, Volume2, VolumeOff } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Member } from '../room/messages';
import { handOver, mute, nameOf, remove, useRoom } from '../state/room';
import { useText } from '../text/text';
import { PersonMark } from './PersonMark';

/** Who is in the room, and what its owner may do with them. */
export function RoomPeople({ isOwner }: { readonly isOwner: boolean }) {
  const say = useText();
  const { members, you } = useRoom();
  const [heir, setHeir] = useState<number | null>(null);
  return (
    <section aria-labelledby="people">
      <h3 id="people" className="heading mb-1">
        {say('people')}
      </h3>
      <ul className="grid gap-1">
        {members.map((member) => {
          const name = nameOf(member);
          const notes = [
            member.id === you && say('you'), member.isOwner && say('owner'), member.role === 'listener' && say('listens'),
            member.muted && say('muted'), member.away && say('away'),
          ].filter(Boolean);
          return (
            <li key={member.id} className="grid gap-1">
              <div className="flex min-h-9 items-center gap-2">
                <PersonMark member={member} />
                <span className="min-w-0 grow truncate">
                  {name} <span className="text-muted">{notes.join(' · ')}</span>
                </span>
                {isOwner && member.id !== you && (
                  <>
                    {member.role === 'player' && (
                      <>
                        <Small label={say(member.muted ? 'unmute' : 'mute', { name })} onClick={() => mute(member.id, !member.muted)}>
                          {member.muted ? <Volume2 size={16} aria-hidden /> : <VolumeOff size={16} aria-hidden />}
                        </Small>
                        <Small label={say('handOver', { name })} onClick={() => setHeir(member.id)}>
                          <Crown size={16} aria-hidden />
                        </Small>
                      </>
                    )}
                    <Small label={say('removeMember', { name })} onClick={() => remove(member.id)}>
                      <UserX size={16} aria-hidden />
                    </Small>
                  </>
                )}
              </div>
              {isOwner && heir === member.id && <HandOver member={member} onDone={() => setHeir(null)} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Small({ label, onClick, children }: { readonly label: string; readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" className="control square shrink-0" aria-label={label} title={label} onClick={onClick}>
      {children}
    </button>
  );
}

// Asked once more, since it cannot be taken back.
function HandOver({ member, onDone }: { readonly member: Member; readonly onDone: () => void }) {
  const say = useText();
  const hand = () => {
    handOver(member.id);
    onDone();
  };
  return (
    <div role="alert" className="flex flex-wrap items-center justify-end gap-2 rounded-md bg-raised p-2 text-[14px]">
      <span className="min-w-48 grow">{say('handOverSure', { name: nameOf(member) })}</span>
      <button type="button" className="control" onClick={onDone}>
        {say('cancel')}
      </button>
      <button type="button" className="control primary" autoFocus onClick={hand}>
        {say('handOverDo')}
      </button>
    </div>
  );
}
