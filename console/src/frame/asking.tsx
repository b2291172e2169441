import { Button, Group, Modal, Text } from "@mantine/core";
import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from "react";
import { texts } from "../texts";

export interface Question {
  title: string;
  text: string;
  confirm: string;
}

type Ask = (question: Question) => Promise<boolean>;

const Asking = createContext<Ask>(() => Promise.resolve(false));

/** Asks before something that cannot be undone is done. */
export function useAsk(): Ask {
  return useContext(Asking);
}

export function AskingProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const [opened, setOpened] = useState(false);
  const answer = useRef<(yes: boolean) => void>(() => undefined);
  const ask = useCallback<Ask>((next) => {
    setQuestion(next);
    setOpened(true);
    return new Promise((resolve) => (answer.current = resolve));
  }, []);
  const close = (yes: boolean) => {
    setOpened(false);
    answer.current(yes);
  };
  return (
    <Asking.Provider value={ask}>
      {children}
      <Modal opened={opened} onClose={() => close(false)} title={question?.title} closeButtonProps={{ "aria-label": texts.common.close }} centered>
        <Text size="sm">{question?.text}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => close(false)} data-autofocus>{texts.common.cancel}</Button>
          <Button className="danger" onClick={() => close(true)}>{question?.confirm}</Button>
        </Group>
      </Modal>
    </Asking.Provider>
  );
}
