import { GraduationCap, ListMusic, Users } from 'lucide-react';
import { showRoom, useRoom } from '../state/room';
import { useText } from '../text/text';

// Keys that fall as in the logo: where from the left, how wide and long, and how soon, in shares and seconds.
const drops = [
  [4, 5, 22, 0, 9], [10, 3, 14, 4.2, 12], [15, 5, 30, 2.1, 10], [22, 3, 12, 6.5, 13], [27, 5, 26, 1.2, 11], [34, 3, 18, 5.1, 12], [39, 5, 20, 7.4, 9],
  [46, 3, 13, 3.3, 13], [52, 5, 28, 0.6, 10], [59, 3, 16, 6, 12], [64, 5, 18, 2.8, 11], [71, 3, 12, 8.1, 13], [76, 5, 32, 4.6, 9], [83, 3, 15, 1.7, 12],
  [88, 5, 21, 5.8, 10], [95, 3, 14, 3.9, 13],
] as const;

/** What one sees before the first key: how to begin, and what else there is. It goes with the first sound. */
export function Welcome({ isGone }: { readonly isGone: boolean }) {
  const say = useText();
  const isAlone = useRoom((room) => room.status === 'none');
  return (
    <div className={`fading pointer-events-none absolute inset-0 overflow-hidden ${isGone ? 'gone' : ''}`} inert={isGone}>
      <div aria-hidden="true" className="absolute inset-0">
        {drops.map(([left, width, length, after, seconds]) => (
          <span
            key={left}
            className="drop"
            style={
              {
                left: `${left}%`, width: `${width / 5}%`, height: `${length}%`, animationDelay: `${after - 13}s`, animationDuration: `${seconds}s`, '--rest': `${25 * after}%`,
              } as React.CSSProperties
            }
          />
        ))}
      </div>
      <div className="absolute inset-x-4 bottom-6 text-center sm:bottom-[14%]">
        <p className="text-[31px] leading-9 font-semibold tracking-tight sm:text-[44px] sm:leading-[3.25rem]">{say('welcome')}</p>
        <p className="mx-auto mt-2 max-w-[34rem] text-muted max-sm:hidden">{say('welcomeMore')}</p>
        <div className="pointer-events-auto mt-4 flex flex-wrap justify-center gap-2 sm:mt-6">
          <a href="#song" className="control">
            <ListMusic size={16} aria-hidden /> {say('welcomeTune')}
          </a>
          <a href="#practise" className="control max-sm:hidden">
            <GraduationCap size={16} aria-hidden /> {say('welcomeLearn')}
          </a>
          {isAlone && (
            <button type="button" className="control" onClick={() => showRoom(true)}>
              <Users size={16} aria-hidden /> {say('room')}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}
