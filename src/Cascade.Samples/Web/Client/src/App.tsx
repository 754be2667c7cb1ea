import { lazy, Suspense, useEffect, useState } from 'react';
import { KeyboardDock, moveOctaves } from './keyboard/KeyboardDock';
import { layouts } from './keyboard/layouts';
import { reveal } from './keyboard/window';
import { BottomViews, Header } from './parts/Header';
import { Notice } from './parts/Notice';
import { RoomBar } from './parts/RoomBar';
import { Settings } from './parts/Settings';
import { StatusLine } from './parts/StatusLine';
import { playByComputerKeys, releaseWhenLeft } from './player/computerKeys';
import { player } from './state/instrument';
import { usePage, type View } from './state/page';
import { changeSettings, useSettings } from './state/settings';
import PlayView from './views/PlayView';

const middleBase = 48;

const viewParts: Record<View, React.ComponentType> = {
  play: PlayView,
  song: lazy(() => import('./views/SongView')),
  practise: lazy(() => import('./views/PractiseView')),
  sound: lazy(() => import('./views/SoundView')),
  engine: lazy(() => import('./views/EngineView')),
};

export function App() {
  const view = usePage((page) => page.view);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const View = viewParts[view];
  useTheme();
  useEffect(() => releaseWhenLeft(player), []);
  useEffect(
    () =>
      playByComputerKeys(
        player,
        () => {
          const { computerKeys, layout, base } = useSettings.getState();
          return { enabled: computerKeys, layout: layouts[layout], base };
        },
        { moveOctaves, goToMiddle: () => changeSettings({ base: middleBase }) },
      ),
    [],
  );
  useEffect(() => useSettings.subscribe((now, before) => now.base !== before.base && reveal(now.base)), []);
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <Header onSettings={() => setSettingsOpen(true)} />
      <RoomBar />
      <Notice />
      <main className="min-h-0 grow overflow-y-auto">
        <Suspense>
          <View />
        </Suspense>
      </main>
      <KeyboardDock />
      <StatusLine />
      <BottomViews />
      {settingsOpen && <Settings onClose={() => setSettingsOpen(false)} />}
    </div>
  );
}

function useTheme(): void {
  const theme = useSettings((settings) => settings.theme);
  const language = useSettings((settings) => settings.language);
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      document.documentElement.dataset.theme = theme === 'dark' || (theme === 'system' && dark.matches) ? 'dark' : 'light';
    };
    apply();
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
}
