import { Check, Link2, LogOut, Settings2, VolumeOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { RoomModel } from '../room/messages';
import type { RoomFigures } from '../room/session';
import { barOf } from '../room/timing';
import { usePage } from '../state/page';
import { leaveRoom, linkOf, nameOf, roomFigures, showRoom, useRoom } from '../state/room';
import { type Say, useText } from '../text/text';
import { PersonMark } from './PersonMark';

const refreshMilliseconds = 1_000;
const copiedMilliseconds = 2_000;

/** The room that one is in, over every view: who is there, how they are heard, and its link. */
export function RoomBar() {
  const say = useText();
  const { status, room, members, you } = useRoom();
  const isSilent = usePage((page) => page.sound.status === 'waiting');
  const mine = members.find(({ id }) => id === you)?.colour;
  // One's own keys have here the colour that the others see.
  useEffect(() => {
    const { style } = document.documentElement;
    if (mine) style.setProperty('--mine', mine);
    return () => void style.removeProperty('--mine');
  }, [mine]);
  if (status === 'none' || status === 'refused') return null;
  return (
    <section aria-label={say('roomBar')} className="flex h-12 shrink-0 items-center gap-3 overflow-x-auto border-b border-hair bg-raised px-3 whitespace-nowrap sm:px-4">
      <ul className="flex gap-1.5" aria-label={say('people')}>
        {members.map((member) => (
          <li key={member.id} className={`flex items-center gap-1.5 rounded-full bg-surface py-0.5 pr-2.5 pl-0.5 text-[14px] ${member.away ? 'text-muted' : ''}`}>
            <PersonMark member={member} />
            {nameOf(member)}
            {member.id === you && <span className="text-muted">{say('you')}</span>}
            {member.muted && <VolumeOff size={14} role="img" aria-label={say('muted')} />}
            {member.away && <span>{say('away')}</span>}
          </li>
        ))}
      </ul>
      <p className="text-[14px] text-muted" aria-live="polite">
        {status === 'connecting' && say('roomConnecting')}
        {status === 'lost' && <span className="text-bad">{say('roomLost')}</span>}
        {status === 'waiting' && <span className="text-bad">{say('roomWaiting')}</span>}
        {status === 'open' && members.length === 1 && say('roomAlone')}
        {status === 'open' && members.length > 1 && isSilent && say('touchToHear')}
      </p>
      {status === 'open' && room && members.length > 1 && <Heard room={room} />}
      <div className="sticky -right-3 ml-auto flex gap-1.5 bg-raised px-3 sm:-right-4 sm:-mr-4 sm:px-4 max-sm:-mr-3">
        <CopyLink />
        <button type="button" className="control square" aria-label={say('roomSettings')} title={say('roomSettings')} onClick={() => showRoom(true)}>
          <Settings2 size={16} aria-hidden />
        </button>
        <button type="button" className="control square" aria-label={say('leaveRoom')} title={say('leaveRoom')} onClick={leaveRoom}>
          <LogOut size={16} aria-hidden />
        </button>
      </div>
    </section>
  );
}

/** Copies the room's link; where the clipboard is out of reach the dialog has it to be copied by hand. */
function CopyLink() {
  const say = useText();
  const id = useRoom((room) => room.id);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), copiedMilliseconds);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    const write = navigator.clipboard?.writeText(linkOf(id)) ?? Promise.reject(new Error('no clipboard'));
    write.then(() => setCopied(true), () => showRoom(true));
  };
  return (
    <button type="button" className="control max-sm:w-9 max-sm:px-0" onClick={copy}>
      {copied ? <Check size={16} aria-hidden /> : <Link2 size={16} aria-hidden />} <span className="max-sm:sr-only">{say(copied ? 'copied' : 'copyLink')}</span>
    </button>
  );
}

function Heard({ room }: { readonly room: RoomModel }) {
  const say = useText();
  const [figures, setFigures] = useState<RoomFigures | undefined>(roomFigures);
  useEffect(() => {
    const timer = setInterval(() => setFigures(roomFigures()), refreshMilliseconds);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="text-[13px] text-muted" title={say('heardHelp')}>
      {heardText(room, figures, say)}
    </p>
  );
}

/** How the others are heard, with the figure of the timing mode. */
export function heardText(room: RoomModel, figures: RoomFigures | undefined, say: Say): string {
  const { count = 0, way = 0, jitter = 0, late = 0, bars = 1 } = figures ?? {};
  if (room.timing === 'inTime') return say('heardInTime', { bars, seconds: (bars * barOf(room)) / 1_000 });
  if (room.timing === 'faithful') return say('heardFaithful', { delay: room.delay, late: Math.round(late) });
  return count === 0 ? say('timingTight') : say('heardTight', { way: Math.round(way), jitter });
}
