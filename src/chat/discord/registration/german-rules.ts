/** German of what moderators say, and of what everybody says about themselves, by the English words. */
export const RULES = {
  names: {
    link: 'verknüpfen',
    code: 'code',
    unlink: 'trennen',
    privacy: 'datenschutz',
    export: 'ausgeben',
    forget: 'vergessen',
    confirm: 'sicher',
    quota: 'kontingent',
    panel: 'übersicht',
    show: 'zeigen',
    channel: 'kanal',
    set: 'festlegen',
    amount: 'betrag',
    role: 'rolle',
    together: 'gemeinsam',
    period: 'zeitraum',
    day: 'Tag',
    week: 'Woche',
    month: 'Monat',
    usual: 'üblich',
    zone: 'zeitzone',
    modes: 'modi',
    max: 'höchstens',
    quiet: 'still',
    weight: 'gewicht',
    ask: 'nachfragen',
    budget: 'budget',
    warn: 'warnung',
    running: 'gleichzeitig',
    'per-minute': 'pro-minute',
    reason: 'grund',
    grant: 'geben',
    everyone: 'alle',
    until: 'bis',
    block: 'sperren',
    unblock: 'entsperren',
    pause: 'pause',
    stop: 'abbrechen',
    resume: 'fortsetzen',
    test: 'probe',
    'what-if': 'was-wäre-wenn',
    days: 'tage',
    undo: 'rückgängig',
    revision: 'änderung',
    usage: 'verbrauch',
    by: 'nach',
    person: 'Person',
    audit: 'protokoll',
    limit: 'höchstzahl',
    csv: 'csv',
    rules: 'regeln',
    add: 'hinzufügen',
    word: 'wort',
    pattern: 'muster',
    action: 'folge',
    spoiler: 'verbergen',
    review: 'prüfen',
    adults: 'erwachsene',
    remove: 'entfernen',
    rule: 'regel',
    check: 'prüfung',
    prompts: 'beschreibungen',
    pictures: 'bilder',
    threshold: 'schwelle',
    failure: 'ausfall',
    allow: 'zulassen',
    refuse: 'ablehnen',
    off: 'aus',
    cases: 'fälle',
    hours: 'stunden',
    log: 'meldekanal',
    case: 'fall',
  },
  sentences: {
    'Spend your credits of other servers and apps here too':
      'Dein Guthaben von anderen Servern und Apps auch hier ausgeben',
    'The code you were given where your other account is':
      'Der Code, den du dort bekommen hast, wo dein anderes Konto ist',
    'Take this account out again': 'Dieses Konto wieder herausnehmen',
    'Get everything Easel keeps of you here, as a file':
      'Alles bekommen, was Easel hier über dich aufbewahrt, als Datei',
    'Let Easel forget you here: requests, pictures, messages, settings':
      'Easel dich hier vergessen lassen: Anfragen, Bilder, Nachrichten, Einstellungen',
    'Yes: it cannot be undone': 'Ja: Es lässt sich nicht rückgängig machen',
    'How things stand here, with buttons for what can be done':
      'Wie es hier steht, mit Knöpfen für alles, was sich tun lässt',
    'Show the rules here, or what somebody has and why': 'Die Regeln hier zeigen oder was jemand hat und warum',
    Somebody: 'Jemand',
    'As things stand in this channel': 'Wie es in diesem Kanal steht',
    'Set how much somebody, a role, a channel or everybody has, and what may be made':
      'Festlegen, wie viel jemand, eine Rolle, ein Kanal oder alle haben und was gemacht werden darf',
    'Credits a period, or none for no rule': 'Guthaben je Zeitraum, none für keine Regel',
    'Everybody with a role, or in a user group': 'Alle mit einer Rolle',
    'All together in a channel': 'Alle zusammen in einem Kanal',
    'The amount is for all people together': 'Der Betrag gilt für alle zusammen',
    'How often credits are filled up': 'Wie oft das Guthaben aufgefüllt wird',
    'Whose midnight counts, such as Europe/Berlin': 'Wessen Mitternacht zählt, etwa Europe/Berlin',
    'Only these models, with commas between them; all for any':
      'Nur diese Modelle, mit Kommas dazwischen; all für jedes',
    'Only these modes, such as generate, edit; all for any': 'Nur diese Modi, etwa generate, edit; all für jeden',
    'Most pictures of one request, or none': 'Höchstzahl der Bilder einer Anfrage, oder none',
    'The best quality allowed, or any': 'Die beste erlaubte Qualität, oder any',
    'Nothing is made in this channel': 'In diesem Kanal wird nichts gemacht',
    'What costs more, such as flux-schnell=2, high=3, or high=usual':
      'Was mehr kostet, etwa flux-schnell=2, high=3 oder high=usual',
    'Ask first where a request costs more credits, or none':
      'Erst nachfragen, wenn eine Anfrage mehr kostet, oder none',
    'Dollars a month for all together, or none': 'Dollar im Monat für alle zusammen, oder none',
    'Warn from so many percent of the budget': 'Warnen ab so viel Prozent des Budgets',
    'Requests at once: of one person, or 2/20 with all together':
      'Anfragen gleichzeitig: je Person, oder 2/20 mit allen zusammen',
    'Requests a minute: of one person, or 5/60 with all together':
      'Anfragen in der Minute: je Person, oder 5/60 mit allen zusammen',
    'Why, for the history': 'Warum, für den Verlauf',
    'Give somebody, a role or everybody credits beside their allowance':
      'Jemandem, einer Rolle oder allen Guthaben über das übliche hinaus geben',
    'How many credits, for each': 'Wie viel Guthaben, für jeden',
    'Each person': 'Jede Person',
    'When it ends, such as 3d, 2w or 2026-12-31': 'Wann es endet, etwa 3d, 2w oder 2026-12-31',
    "Fill somebody's, a role's or everybody's allowance up again":
      'Das Guthaben von jemandem, einer Rolle oder allen wieder auffüllen',
    'Make nothing for somebody, for a while or until they are unblocked':
      'Für jemanden nichts machen, eine Zeit lang oder bis zum Entsperren',
    Whom: 'Wen',
    'Why; the person reads it': 'Warum; die Person liest es',
    'Let somebody ask again who was blocked': 'Jemanden, der gesperrt war, wieder fragen lassen',
    'Stop making pictures here at once': 'Hier sofort keine Bilder mehr machen',
    'Why; members read it': 'Warum; die Mitglieder lesen es',
    'Cancel what is being made, too': 'Auch abbrechen, was gerade entsteht',
    'Make pictures here again after a pause': 'Nach einer Pause hier wieder Bilder machen',
    'Try what would become of a request, and by which rule; nothing is spent':
      'Ausprobieren, was aus einer Anfrage würde und nach welcher Regel; nichts wird ausgegeben',
    'Whose request': 'Wessen Anfrage',
    'What they would write': 'Was die Person schreiben würde',
    'Where; here, unless you say otherwise': 'Wo; hier, wenn du nichts anderes sagst',
    'Which model they would name': 'Welches Modell die Person nennen würde',
    'Replay the last days under other rules; nothing is changed':
      'Die letzten Tage unter anderen Regeln nachspielen; nichts wird geändert',
    'How many days; 7 unless you say otherwise': 'Wie viele Tage; 7, wenn du nichts anderes sagst',
    'Take a change of the rules back, or list the last ones':
      'Eine Änderung der Regeln zurücknehmen oder die letzten auflisten',
    'The number of the change; without it they are listed': 'Die Nummer der Änderung; ohne sie werden alle aufgelistet',
    'Show what was used, by day, by model or by person': 'Zeigen, was verbraucht wurde, nach Tag, Modell oder Person',
    'By what; by person unless you say otherwise': 'Wonach; nach Person, wenn du nichts anderes sagst',
    'Only of somebody': 'Nur von jemandem',
    'Only in a channel': 'Nur in einem Kanal',
    'How many days; 30 unless you say otherwise': 'Wie viele Tage; 30, wenn du nichts anderes sagst',
    'Show what moved credits and who decided what, or get it as a CSV file':
      'Zeigen, was Guthaben bewegt hat und wer was entschieden hat, oder als CSV-Datei',
    'How many; 10 unless you say otherwise': 'Wie viele; 10, wenn du nichts anderes sagst',
    'Every movement as a file for a spreadsheet': 'Jede Bewegung als Datei für eine Tabelle',
    'Of so many days in the file; 30 unless you say otherwise':
      'So viele Tage in der Datei; 30, wenn du nichts anderes sagst',
    'Show the rules about content, and what is kept of cases':
      'Die Regeln über Inhalte zeigen und was von Fällen aufbewahrt wird',
    'Add words or a pattern that prompts may not have':
      'Wörter oder ein Muster hinzufügen, die in Beschreibungen nicht stehen dürfen',
    'A word or phrase, or several with commas between':
      'Ein Wort oder eine Wendung, oder mehrere mit Kommas dazwischen',
    'Or a pattern in the language of RE2, found anywhere and in any case':
      'Oder ein Muster in der Sprache von RE2, überall gefunden, groß oder klein',
    'What happens; refused unless you say otherwise': 'Was geschieht; abgelehnt, wenn du nichts anderes sagst',
    'Yes: it does not count in places that are marked as for adults':
      'Ja: Sie gilt nicht an Orten, die für Erwachsene markiert sind',
    'Take a rule about words away': 'Eine Regel über Wörter wegnehmen',
    'Its name, such as w3, from /rules show': 'Ihr Name, etwa w3, aus /rules show',
    'Let a provider look at prompts and pictures, at no cost to anybody':
      'Einen Anbieter Beschreibungen und Bilder ansehen lassen, ohne Kosten für irgendwen',
    'Whether it looks at prompts; yes unless you say no': 'Ob er Beschreibungen ansieht; ja, außer du sagst nein',
    'Whether it looks at finished pictures; yes unless you say no':
      'Ob er fertige Bilder ansieht; ja, außer du sagst nein',
    'What happens to what it finds; refused unless you say otherwise':
      'Was mit Funden geschieht; abgelehnt, wenn du nichts anderes sagst',
    'In percent; leave out for what the provider itself flags':
      'In Prozent; weglassen für das, was der Anbieter selbst meldet',
    'Where it cannot be asked; refuse unless you say otherwise':
      'Wenn er nicht gefragt werden kann; ablehnen, wenn du nichts anderes sagst',
    'Yes: nudity is left alone in places that are marked as for adults':
      'Ja: Nacktheit bleibt an Orten, die für Erwachsene markiert sind, unbeachtet',
    'Yes: it looks at nothing any more': 'Ja: Er sieht nichts mehr an',
    'Block people for a while after so many cases': 'Leute nach so vielen Fällen eine Zeit lang sperren',
    'So many cases; 3 unless you say otherwise': 'So viele Fälle; 3, wenn du nichts anderes sagst',
    'Within so many days; 7 unless you say otherwise': 'Innerhalb so vieler Tage; 7, wenn du nichts anderes sagst',
    'Block for so many hours; 24 unless you say otherwise':
      'So viele Stunden sperren; 24, wenn du nichts anderes sagst',
    'Yes: numbers block nobody': 'Ja: Zahlen sperren niemanden',
    'Set the channel where cases are told, one only moderators see':
      'Den Kanal festlegen, in dem Fälle gemeldet werden, einen nur für die Moderation',
    'The channel; without one, cases wait in /rules cases': 'Der Kanal; ohne einen warten die Fälle in /rules cases',
    'List what waits for a moderator, or open one case':
      'Auflisten, was auf die Moderation wartet, oder einen Fall öffnen',
    'Open this one, with its words and pictures (the case id)':
      'Diesen öffnen, mit seinen Worten und Bildern (die Fallnummer)',
  },
} as const;
