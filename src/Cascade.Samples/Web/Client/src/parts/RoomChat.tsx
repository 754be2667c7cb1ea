import { type FormEvent, useState } from 'react';
import { sayInRoom, useRoom } from '../state/room';
import { useText } from '../text/text';

const longestChat = 200;

/** What is said in the room. */
export function RoomChat() {
  const say = useText();
  const chat = useRoom((room) => room.chat);
  const [text, setText] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    sayInRoom(text);
    setText('');
  };
  return (
    <section aria-labelledby="chat" className="grid gap-1.5">
      <h3 id="chat" className="heading">
        {say('chat')}
      </h3>
      {chat.length > 0 && (
        <ul className="grid max-h-32 gap-0.5 overflow-y-auto" tabIndex={0} aria-label={say('chat')}>
          {chat.map(({ name, text: said }, i) => (
            <li key={i} className="break-words">
              <span className="text-muted">{name}:</span> {said}
            </li>
          ))}
        </ul>
      )}
      <form className="flex gap-2" onSubmit={send}>
        <input className="field min-w-0 grow" aria-label={say('chatText')} required maxLength={longestChat} value={text} onChange={(event) => setText(event.target.value)} />
        <button type="submit" className="control">
          {say('send')}
        </button>
      </form>
    </section>
  );
}
