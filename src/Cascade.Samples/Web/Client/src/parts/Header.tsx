import { AudioLines, Cpu, GraduationCap, ListMusic, Piano, Settings as Gear, VolumeX } from 'lucide-react';
import { player } from '../state/instrument';
import { usePage, type View, views } from '../state/page';
import { useText } from '../text/text';
import { Account } from './Account';
import { RoomButton } from './RoomButton';

const icons: Record<View, typeof Piano> = { play: Piano, song: ListMusic, practise: GraduationCap, sound: AudioLines, engine: Cpu };

export function Header({ onSettings }: { readonly onSettings: () => void }) {
  const say = useText();
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-b border-hair bg-surface px-3 sm:gap-4 sm:px-4">
      <a href="#keyboard" className="control sr-only focus:not-sr-only" onClick={(event) => {
        event.preventDefault();
        document.getElementById('keyboard')?.focus();
      }}>
        {say('skip')}
      </a>
      <h1 className="flex items-center gap-2 text-[17px] font-semibold tracking-tight">
        <img src="/icon.svg" alt="" width="24" height="24" /> <span className="sm:max-md:sr-only">Cascade</span>
      </h1>
      <ViewLinks className="hidden sm:flex" link="h-13 gap-2 border-b-2 px-3" />
      <div className="ml-auto flex items-center gap-1.5">
        <RoomButton />
        <Account />
        <button type="button" className="control quiet square" aria-label={say('panic')} title={say('panic')} onClick={() => player.panic()}>
          <VolumeX size={18} aria-hidden />
        </button>
        <button type="button" className="control quiet square" aria-label={say('settings')} title={say('settings')} onClick={onSettings}>
          <Gear size={18} aria-hidden />
        </button>
      </div>
    </header>
  );
}

/** The views at the bottom, where a thumb reaches them. */
export function BottomViews() {
  return <ViewLinks className="flex shrink-0 border-t border-hair bg-surface sm:hidden" link="h-13 grow flex-col justify-center gap-0.5 border-t-2 text-[12px]" />;
}

function ViewLinks({ className, link }: { readonly className: string; readonly link: string }) {
  const say = useText();
  const view = usePage((page) => page.view);
  return (
    <nav aria-label={say('views')} className={className}>
      {views.map((name) => {
        const Icon = icons[name];
        const current = name === view;
        return (
          <a
            key={name}
            href={`#${name}`}
            aria-current={current ? 'page' : undefined}
            className={`flex items-center transition-colors outline-offset-[-3px] ${link} ${current ? 'border-accent font-medium text-ink' : 'border-transparent text-muted hover:border-hair hover:text-ink'}`}
          >
            <Icon size={17} aria-hidden /> {say(name)}
          </a>
        );
      })}
    </nav>
  );
}
