import { Users } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { showRoom, useRoom } from '../state/room';
import { useText } from '../text/text';

const RoomDialog = lazy(() => import('./RoomDialog'));

/** Opens what there is to say of the room: its link, its people, how they are heard. */
export function RoomButton() {
  const say = useText();
  const isShown = useRoom((room) => room.isShown);
  const isIn = useRoom((room) => room.status !== 'none' && room.status !== 'refused');
  return (
    <>
      <button type="button" className="control max-lg:w-9 max-lg:px-0" aria-label={say('room')} title={say('room')} aria-pressed={isIn} onClick={() => showRoom(true)}>
        <Users size={18} aria-hidden /> <span className="max-lg:hidden">{say('room')}</span>
      </button>
      {isShown && (
        <Suspense>
          <RoomDialog onClose={() => showRoom(false)} />
        </Suspense>
      )}
    </>
  );
}
