/** Всё, что говорит терминал, по-русски. */
import { doctorRu } from "./doctor_ru.ts";
import type { Key } from "./en.ts";

export const ru: Record<Key, string> = {
  ...doctorRu,
  "language": "ru",
  "help.title": "Parley: защищённая переписка между машинами, без компании посередине",
  "help.later": "В этой версии ещё нет: {verbs}",
  "help.globals": `Ключи любой команды, до неё или после:
  --data DIR      папка профиля (или PARLEY_DATA)
  --json          один объект JSON, для списков по одному в строке
  --lang ru|en    язык терминала
  --log-level L   debug, info, warn, error (в stderr)
  --help          эта справка или справка о команде
  --version       версия программы`,
  "help.more": "О команде подробнее: parley help КОМАНДА. Код завершения: 0 сделано, 1 не вышло, 2 неверный вызов.",

  "verb.run": "запустить и открыть окно (то же, что вызов без команды)",
  "verb.chat": "переписываться в терминале",
  "verb.send": "отправить сообщение, файлы или папки",
  "verb.edit": "изменить своё сообщение",
  "verb.delete": "удалить сообщение у всех или только здесь",
  "verb.react": "отметить сообщение эмодзи",
  "verb.search": "найти сообщения в одной переписке или во всех",
  "verb.timer": "исчезающие сообщения, по согласию обоих",
  "verb.history": "показать, найти, выгрузить или очистить переписку",
  "verb.contacts": "кто есть; добавить, впустить, проверить, переименовать, заблокировать, удалить",
  "verb.rooms": "комнаты: разговоры нескольких; создать, войти, пригласить, выйти",
  "verb.requests": "кто просится к вам",
  "verb.invite": "сделать приглашение для нового собеседника",
  "verb.accept": "принять чужое приглашение",
  "verb.status": "запущено ли, где и с кем есть связь",
  "verb.files": "файлы: что отправлено и принято; принять, отклонить, отменить, продолжить",
  "verb.limits": "сколько осталось от лимитов собеседников",
  "verb.identity": "показать, выгрузить или загрузить своё удостоверение",
  "verb.trust": "центры, которым вы доверяете, и их списки отзыва",
  "verb.ca": "быть центром сертификации для команды",
  "verb.help": "эта справка",
  "verb.version": "версия программы",
  "verb.doctor": "узнать, почему нет связи",
  "verb.hub": "необязательный сервер",
  "verb.backup": "сохранить профиль целиком",
  "verb.restore": "вернуть сохранённый профиль",

  "help.run": `  --name N           ваше имя, при самом первом запуске
  --port P           порт для собеседников (7420 или следующий свободный)
  --listen ADDR      на каком адресе принимать (на всех)
  --ui-port P        порт окна, только на этой машине (7421)
  --no-open          не открывать браузер
  --no-lan           не искать других в локальной сети и не быть там видимым
  --peer HOST:PORT   связаться и с этим адресом; можно несколько раз`,
  "help.chat": `PEER — номер (id), единственное такое имя или его начало; без него выбор из списка.
Внутри: /help покажет команды, /exit, Ctrl+C или Ctrl+D завершают.
Если Parley не запущен, chat запускает его на своё время; --port P, --listen ADDR и --no-lan тогда те же, что у run.`,
  "help.send": `PEER — номер (id), единственное такое имя или его начало. Слова соединяются пробелами; перед текстом,
который начинается с дефиса, поставьте --.
  -                 взять текст из stdin
  --file PATH…      файлы и папки любого размера вместо текста; каждое следующее слово — ещё один путь.
                    Копий не делается: пусть лежат на месте, пока не дойдут
  --wait SECONDS    ждать, пока не окажется на диске у читателя; если не успело, код завершения 1
  --reply ID        ответить на это сообщение (ID видно в history --json) или на последнее: last`,
  "help.edit":
    "ID — из history --json, или last: последнее своё. Стоит как отправка; собеседник увидит, что текст изменён.",
  "help.delete": `ID — из history --json, или last: последнее своё.
Своё удаляется у обоих, остаётся пометка. --me: только здесь, чьё бы ни было.`,
  "help.react": `ID — из history --json, или last: последнее от собеседника.
Один эмодзи, или +1 -1 <3 :) :D :( там, где его не набрать (-1 после --). off снимает.`,
  "help.search": `Одно слово или слова в кавычках: во всех переписках. Если слов больше, первое — PEER.
  --in, --out           только чужие, только свои
  --links, --files      только со ссылками, только файлы, по именам
  --since, --until DAY  2026-01-31
  --limit N             последние N (50)`,
  "help.timer": `Без времени: о чём договорились и что предложено. Время (90s, 30m, 24h, 7d) или off — предложить;
agree — согласиться с предложением собеседника.`,
  "help.history": `  --limit N     последние N сообщений (50)
  --search Q    только сообщения с этими словами; годятся и начала слов
  --events      вместе с событиями связи
  --all         вместе с --search: во всех разговорах
clear PEER или clear --all удаляет сообщения. export PEER или export --all выводит все строками JSON, или:
  --format F    html: страница, чтобы читать; json: один документ
  --out FILE    в новый файл`,
  "help.contacts": `PEER — номер (id), единственное такое имя или его начало.
  list                  все (то же, что без слов)
  add HOST:PORT         пробовать этот адрес; кто там ответит и кому к вам можно, станет контактом
  add ID [--root R] [--address HOST:PORT] [--name NAME]
                        человек центра, всем участникам которого вы доверяете (parley trust list)
  accept PEER           тот, кто просится, становится контактом; remove забудет его, block не пустит
  verify PEER           код безопасности; сверьте его лично или по телефону, затем
    --digits "…"        что прочитали с той стороны: если совпало — проверено
    --accept, --refuse  если ключи сменились: дальше с новыми или заблокировать
    --undo              больше не считать проверенным
  set PEER OPTION VALUE folder ИМЯ (- значит без папки); pinned, archived, closed, muted, keep_history,
                        read_receipts, typing: on или off (или да, нет)
  addresses             адреса, которые вы добавили
  forget HOST:PORT      больше его не пробовать; контакты остаются
  rename PEER NAME      ваше имя для собеседника
  remove PEER           вместе с перепиской; связаться с вами он больше не сможет
  block PEER, unblock PEER`,
  "help.rooms": `ROOM — #имя (для оболочки в кавычках), имя или его начало, everyone (все), ключ или его начало
(6 знаков и больше). PEER как везде.
  list                      все комнаты (то же, что без слов)
  create NAME [PEER…]       своя комната, и кого пригласить
  invite ROOM PEER…         кто войдёт, прочтёт и сказанное раньше
  join ROOM, leave ROOM     принять приглашение; выйти или отказаться
  members ROOM              кто в ней
  remove ROOM PEER          могут владельцы
  role ROOM PEER owner|member
  rename ROOM NAME
  set ROOM OPTION VALUE     folder ИМЯ (- значит без папки); pinned,
                            archived, closed, muted: on или off (да, нет)
  forget ROOM               ту, откуда вы вышли: сказанное удаляется
Everyone — комната всех, у кого один с вами центр. Написать: parley send '#имя' ТЕКСТ или parley chat '#имя'.`,
  "help.requests": "Ответить: parley contacts accept PEER, contacts remove PEER или contacts block PEER.",
  "help.invite": `Передайте его одному человеку любым другим путём. Срабатывает один раз.
  --ttl 24h             сколько действует: 30m, 24h, 7d
  --out FILE.parley     записать ещё и в файл`,
  "help.accept": "Текст приглашения, имя файла .parley или - для stdin.",
  "help.doctor": `Смотрит порт, адреса, брандмауэр, поиск людей рядом, VPN, часы, сертификат, диск и каждый контакт,
которого нет на связи; говорит, что не так и что делать. Лучше всего, пока Parley запущен.
С --json по объекту на строку: id, result (ok, problem, unknown), finding, args.
Код выхода 0: неполадок нет; 1: есть хотя бы одна.`,
  "help.status": "С --json: id, name, fingerprint, port, addresses, ui_url, links, outbox и другое.",
  "help.files": `ID — из списка или из --json, его начало или конец, или имя файла.
  list             сначала новые; --open: только те, что не завершены; --limit N (50)
  accept ID        принять; --all: всё, что ждёт ответа; --wait SECONDS: пока не дойдёт, с полосой хода
  decline ID       не принимать
  cancel ID        прекратить, кто бы ни отправлял
  resume ID        продолжить после ошибки; что уже здесь, второй раз не придёт
  show ID          где лежит; покажет файловый менеджер
  --peer PEER      только то, что отправлено этому собеседнику или пришло от него`,
  "help.limits": `  --messages N, --files N    сколько пакетов можно отправить с этой минуты, или unlimited`,
  "help.identity": `  show           кто вы
  export FILE    сертификат и ключи под паролем, который вы выберете
  import FILE    взять вместо них сертификат центра вашей команды; прежнее откладывается, не удаляется
  renew          новый сертификат для тех же ключей, на год; --name N: под другим именем
    --request FILE          если его выдал центр команды: запрос для центра
    --cert FILE             то, что центр прислал
  passphrase     задать или сменить пароль профиля; --remove снимает его
    --new-passphrase-file FILE    где записан новый, для сценариев
  --format pem|p12          по имени файла, иначе pem
  --passphrase-file FILE    где записан пароль выгружаемого или загружаемого файла`,
  "help.backup": `Кто вы, ваш центр, контакты и вся переписка, под паролем, который вы выберете.
  --passphrase-file FILE    где записан этот пароль; иначе он спрашивается дважды`,
  "help.restore": `В папку без профиля или в профиль без контактов.
  --passphrase-file FILE    где записан пароль файла; иначе он спрашивается`,
  "help.trust": `  list                    центры и кому можно к вам под ними
  add FILE [--members]    доверять центру; --members: к вам можно всем, кому он выдал сертификат
  crl FILE                принять список отзыва`,
  "help.ca": "parley ca init создаёт центр сертификации в DIR, остальные им пользуются. Ключи: parley help ca issue.",
  "help.help": "",
  "help.version": "",

  "run.ready": "{name} (id {id}) на месте.",
  "run.locked": "Закрыто: откройте окно и введите пароль там. (С --no-open он спрашивается здесь.)",
  "run.window": "Окно:     {url}",
  "run.port": "Порт:     {port}",
  "run.port_taken": "Порт {wanted} занят другой программой, поэтому на этот раз {port}.",
  "run.end": "Ctrl+C завершает.",
  "run.ending": "Завершаю: неотправленное остаётся на диске и уйдёт при следующем запуске.",
  "run.no_browser": "Браузер открыть не удалось; откройте ссылку выше сами.",
  "first_start.begin": "Первый запуск: создаю удостоверение для {name}. Это займёт несколько секунд.",
  "first_start.authority-key": "  ключ вашего собственного центра сертификации",
  "first_start.own-key": "  ваш собственный ключ",
  "first_start.certificates": "  ваш сертификат",
  "first_start.done": "  готово.",

  "prompt.passphrase": "Пароль: ",
  "prompt.new_passphrase": "Новый пароль для файла: ",
  "prompt.again": "Ещё раз: ",
  "prompt.file_passphrase": "Пароль файла: ",

  "prompt.next_passphrase": "Новый пароль профиля: ",

  "error.later": "{verb}: в этой версии ещё нет",
  "error.no_contact": 'собеседник "{peer}": нет среди контактов',
  "error.is_request": 'собеседник "{peer}": просится к вам и ещё не в контактах',
  "error.ambiguous": 'собеседник "{peer}": так зовут не одного',
  "error.no_profile": 'профиль "{dir}": ещё не создан',
  "error.profile_in_use": 'профиль "{dir}": занят другим процессом, и тот не отвечает',
  "error.passphrase_needed": "профиль закрыт: нужен пароль",
  "error.wrong_passphrase": "пароль неверен",
  "error.passphrase_short": "пароль короче {least} знаков",
  "error.not_empty": 'профиль "{dir}": в нём уже есть контакты, поэтому другим он не заменяется',
  "error.passphrases_differ": "два пароля не совпадают",
  "error.file_passphrase_needed": "файл удостоверения: нужен его пароль",
  "error.node_runs": "загрузка удостоверения: программа запущена с этим профилем",
  "error.invite_needs_node": "новое приглашение: Parley не запущен, и адреса для приглашения нет",
  "hint.other_folder": "Восстановите в другую папку: parley restore FILE --data FOLDER",
  "hint.new_passphrase_file": "В сценарии: --new-passphrase-file FILE, пароль — в первой строке.",
  "hint.start_first": "Запустите его (parley run) и повторите.",
  "hint.contacts": "Кто есть: parley contacts",
  "hint.accept_request": "Впустить: parley contacts accept PEER   (не пускать: parley contacts block PEER)",
  "hint.trust_members":
    "Доверьте центру со всеми участниками (parley trust add FILE --members) или возьмите приглашение.",
  "hint.name_root": "Назовите один ключом --root:",
  "hint.digits_differ":
    "Проверьте, что оба читаете одну строку. Если не совпало и так, не пишите: между вами может быть чужой.",
  "hint.quote_words": 'Чтобы искать во всех переписках, возьмите слова в кавычки: parley search "раз два"',
  "hint.use_id": "Назовите номер (id): его покажет parley contacts.",
  "hint.start_once": "Запустите один раз: parley run   (или назовите другую папку ключом --data)",
  "hint.profile_in_use": "Подождите немного или завершите другой процесс.",
  "hint.passphrase_file": "Запустите в терминале или назовите файл в PARLEY_PASSPHRASE_FILE.",
  "hint.stop_node": "Сначала завершите её (Ctrl+C там, где она запущена), потом повторите.",
  "hint.new_invite": "Попросите новое. Если оно новое, проверьте дату и время этого компьютера.",
  "hint.whole_invite": 'Скопируйте его целиком, начиная с "parley:", или сохраните файлом и назовите файл.',
  "hint.update": "Обновите Parley или попросите приглашение от более старой версии.",
  "hint.grant": "Добавьте: parley limits grant PEER --messages 1000 (или измените число в limits.txt)",
  "hint.grant_files": "Дать ещё: parley limits grant PEER --files 1000 (или поправьте число в limits.txt)",
  "hint.rooms": "Какие есть: parley rooms",
  "hint.room_key": "Назовите её ключ:",
  "hint.is_room": "Так называется комната. Перед названием комнаты пишут #, всё в кавычках: '{room}'",
  "hint.files": "Какие есть: parley files",
  "hint.disk": "Освободите место на диске и повторите; сохранённое не потеряно.",
  "hint.too_long": "Разделите на части или отправьте файлом.",

  "usage.line": "вызов:",
  "usage.any": "КОМАНДА …    (parley help)",
  "usage.overview": "[КОМАНДА] [КЛЮЧИ]",
  "usage.no_such_command": '"{verb}": нет такой команды',
  "usage.did_you_mean": '"{verb}": нет такой команды. Может быть, {meant}?',
  "usage.peer_missing": "{verb}: не хватает PEER. Название комнаты начинается с # и пишется в кавычках: '#команда'",
  "usage.unknown_option": 'ключ "{option}": здесь такого нет',
  "usage.needs_value": 'ключ "--{name}": нужно значение',
  "usage.needs_folder": 'ключ "--data": нужна папка',
  "usage.twice": 'ключ "--{name}": указан дважды',
  "usage.not_count": 'ключ "--{name}": "{text}" — не целое число от {min} до {max}',
  "usage.not_one_of": 'ключ "--{name}": "{text}" — не из списка {all}',
  "usage.language": 'ключ "--lang": на языке "{lang}" Parley не говорит, только ru, en',
  "usage.format": 'ключ "--format": "{given}" — ни pem, ни p12',
  "usage.ttl": 'ключ "--ttl": "{text}" — не срок от 1m до 30d, такой как 30m, 24h или 7d',
  "usage.seconds": 'ключ "--wait": "{text}" — не число секунд',
  "usage.not_peer": 'ключ "--peer": "{text}" — не HOST:PORT',
  "usage.not_ip": 'ключ "--listen": "{text}" — не IP-адрес, не all и не localhost',
  "usage.not_address": 'адрес "{address}": не HOST:PORT',
  "usage.goes_with": 'ключ "--{name}": бывает только у "{verb}"',
  "usage.too_many": '"{word}": лишнее слово',
  "usage.no_action": '"{action}": такого {verb} не умеет',
  "usage.one_answer": "contacts verify: одно из --digits, --accept, --refuse и --undo",
  "usage.not_digits": "--digits: в коде безопасности {count} цифр",
  "usage.no_choice": '{verb} set: "{name}" выбирать нельзя',
  "usage.not_switch": '{verb} set {name}: "{value}" — ни on, ни off',
  "usage.word_missing": "contacts {action}: не хватает слова",
  "usage.ca_missing": "ca {action}: не хватает {what}",
  "usage.file_missing": "{verb}: файл не назван",
  "usage.one_of": "только одно из {options}",
  "usage.no_file": "{verb} {action}: не назван файл",
  "usage.no_invite": "нет приглашения",
  "usage.nobody_send": "не сказано, кому отправить. Название комнаты начинается с # и пишется в кавычках: '#команда'",
  "usage.id_missing": "{verb}: не указан ID сообщения",
  "usage.no_emoji": "не указан эмодзи",
  "usage.no_words": "не указано, что искать",
  "usage.not_day": 'ключ "--{name}": "{text}" — не день вида 2026-01-31',
  "usage.timer": '"{text}" — не время вида 90s, 30m, 24h, 7d и не off или agree',
  "usage.file_or_stdin": "--file: здесь имена файлов; stdin (-) — для текста",
  "usage.too_many_files": "--file: за раз не больше {limit} файлов и папок; в папке их может быть сколько угодно",
  "usage.file_id_missing": "{verb}: не указан ID файла",
  "usage.id_or_all": "files accept: либо ID, либо --all",
  "usage.no_text": "нет текста",
  "usage.nobody_history": "не сказано, чью переписку показать",
  "usage.either_or_all": "или кто-то один, или --all",
  "usage.budgets": 'лимиты меняет "limits grant PEER"',
  "usage.no_budget": "нет ни --messages, ни --files",

  "file.what": 'файл "{path}"',
  "file.too_long": "{what}: длиннее {limit} байт",
  "file.not_utf8": "{what}: не текст в UTF-8",
  "file.not_found": "не найден",
  "file.exists": "уже есть",
  "file.denied": "нет разрешения",
  "file.folder": "это папка",
  "file.writing": 'запись в "{path}": {why}',
  "invite.writing": 'запись приглашения в "{path}": {why}',
  "identity.writing": 'запись удостоверения в "{file}": {why}',
  "identity.reading": 'чтение удостоверения из "{file}": {why}',
  "passphrase.too_large": 'файл пароля "{file}": больше {limit} байт',
  "passphrase.unreadable": 'файл пароля "{file}": не читается',

  "failure.empty": "сообщение: оно пустое",
  "failure.ended": "поздно: здесь уже всё решено",
  "failure.no-space": "файл: на вашем диске не хватает места",
  "failure.folder-gone": "файл: папки для файлов нет на месте; подключите её диск",
  "failure.too-long": "сообщение: слишком длинное, можно не больше 4 МиБ, в комнате 256 КиБ",
  "failure.key-changed": "ключи собеседника сменились; сначала сверьте и ответьте: parley contacts verify PEER",
  "failure.not-yours": "сообщение: чужое изменить нельзя",
  "failure.deleted": "сообщение: оно удалено",
  "failure.already-sent": "сообщение: могло уже уйти; его можно удалить у обоих",
  "failure.limit-exhausted": "сообщение: лимит этого собеседника исчерпан",
  "failure.invite-invalid": "приглашение: повреждено или вставлено не целиком",
  "failure.invite-expired": "приглашение: истекло {when}",
  "failure.invite-self": "приглашение: оно ваше собственное; отправьте его собеседнику",
  "failure.invite-version": "приглашение: сделано более новой версией Parley",
  "failure.unauthorized": "запущенный Parley не пускает эту команду",
  "failure.disk-full": "на диске нет места; из этого ничего не сохранено",
  "failure.storage": "диск отказал; из этого ничего не сохранено",
  "failure.read-only": '"{what}": писать туда нет разрешения',
  "failure.newer": '"{what}": создано более новой версией Parley; ничего не тронуто',
  "failure.locked": '"{what}": открыто другим запущенным Parley',
  "failure.wrong-key": '"{what}": пароль неверен или он от другого профиля',
  "failure.corrupt": '"{what}": повреждено; восстановите из резервной копии',
  "failure.io": '"{what}": {why}',

  "send.exhausted": "не отправлено: стоит {cost} из лимита сообщений, осталось {left}",
  "send.too_long": "текст: длиннее {limit} байт UTF-8, больше в одном сообщении нельзя",
  "send.error": 'сообщение для "{peer}": {error}',
  "send.no_node": "Parley не запущен: сообщение ждёт на диске и уйдёт при следующем запуске (parley run).",
  "send.files_cost": "Из лимита файлов взято: {cost}",
  "send.files_exhausted": "не отправлено: стоит {cost} из лимита файлов, осталось {left}",
  "send.files_skipped": "Пропущено, так как это не файлы (ссылки, устройства) или не читается: {count}",
  "send.files_no_node":
    "Parley не запущен: файлы остаются на месте и будут предложены при следующем запуске (parley run).",
  "message.no_last": "такого сообщения нет: здесь ничего не отправлено",
  "delete.everyone": "Удалено у всех.",
  "delete.me": "Удалено здесь.",
  "timer.off": "выключено",
  "timer.proposed": "вы предлагаете: {time}",
  "timer.asked": "{name} предлагает: {time} (parley timer PEER agree)",
  "history.empty": "С {name} ещё ничего не сказано.",
  "history.empty_room": "В {name} ещё ничего не сказано.",
  "history.none_found": "Ничего не найдено.",
  "history.cleared": "Удалено сообщений: {removed}",
  "contacts.added_id": "{name} ({id}) теперь в контактах; сообщения подождут соединения.",
  "contacts.id.empty": "номер: не указан",
  "contacts.id.not-digits": 'номер "{id}": только цифры',
  "contacts.id.too-long": 'номер "{id}": слишком длинный; не больше 13 цифр',
  "contacts.id.out-of-range": 'номер "{id}": таких номеров нет; от 1 до 1099511627775',
  "contacts.id.self": 'номер "{id}": это ваш собственный',
  "contacts.no_root": "по одному номеру: нет такого центра, всем участникам которого вы доверяете",
  "contacts.several_roots": "по одному номеру: он может быть у нескольких центров",
  "contacts.key_changed": "ключи сменились",
  "contacts.keys_changed":
    "Ключи сменились: ничего не отправляется и не принимается. Сверьте новые цифры, затем --digits, --accept или --refuse.",
  "contacts.verified": "Проверено: эти цифры сверены.",
  "contacts.unverified": "Больше не проверено.",
  "contacts.compare": 'Сверьте цифры с собеседником лично или по телефону, затем: --digits "…"',
  "contacts.digits_differ": "код безопасности: цифры другие",
  "contacts.set": "{name}: {value}",
  "contacts.none": "Контактов ещё нет. Сделайте приглашение: parley invite",
  "contacts.empty_name": "новое имя пустое",
  "contacts.unread": "новых: {count}",
  "contacts.added": "Буду пробовать {address}; кто там ответит и кому к вам можно, станет контактом.",
  "contacts.forgotten": "Больше не пробую {address}.",
  "contacts.no_addresses": "Своих адресов нет. Добавить: parley contacts add HOST:PORT",
  "contacts.removed": "{peer} ({id}): удалён.",
  "rooms.count": "участников: {members}, на связи: {online}",
  "rooms.invited": "приглашено: {count}",
  "rooms.invitation": "вас приглашают",
  "rooms.invited_by": "вас приглашает {name}",
  "rooms.state.left": "вы вышли",
  "rooms.state.removed": "вас удалили",
  "rooms.mentions": "вам: {count}",
  "rooms.pinned": "закреплена",
  "rooms.archived": "в архиве",
  "rooms.closed": "в «Спам/закрытые»",
  "rooms.muted": "без звука",
  "rooms.folder": "папка: {folder}",
  "rooms.everyone": "все",
  "rooms.role.owner": "владелец",
  "rooms.role.member": "участник",
  "rooms.not_joined": "приглашён",
  "rooms.wrote_at": "последнее сообщение: {time}",
  "rooms.none": "Комнат ещё нет. Создать: parley rooms create NAME",
  "rooms.no_such": 'комната "{room}": такой нет',
  "rooms.ambiguous": 'комната "{room}": так называется не одна',
  "rooms.no_member": 'участник "{name}": в комнате так никого не зовут',
  "rooms.ambiguous_member": 'участник "{name}": так зовут не одного; назовите номер (id)',
  "rooms.not_owner": "это могут только владельцы комнаты",
  "rooms.not_yours": "это могут только владельцы, и не с тем, кто стал владельцем раньше",
  "rooms.no_invitation": "комната: приглашения больше нет",
  "rooms.join_first": "{room}: вас пригласили, но вы ещё не вошли; сначала войдите",
  "rooms.not_in": "{room}: вы больше не в ней",
  "rooms.never_linked": "с этим человеком ещё не было связи; когда будет, пригласите",
  "rooms.only_people": '"{room}": это для людей, у комнат такого нет',
  "rooms.no_files": '"{room}": файлы отправляют одному человеку; в комнате — только текст',
  "rooms.is_everyone":
    "{room}: здесь все, у кого один с вами центр. Сюда не приглашают, отсюда не удаляют и не выходят; чтобы меньше слышать: parley rooms set everyone muted on",
  "rooms.word_missing": "rooms {action}: не хватает слова",
  "rooms.no_role": '"{role}": роль — owner или member',
  "rooms.all": "все",
  "rooms.done.left": "Вы вышли: {room}. Сказанное остаётся здесь, пока не сделать: parley rooms forget",
  "rooms.done.declined": "Отклонено: {room}",
  "rooms.done.removed": "{room}: удалено. Останется запись, кто там был, и то ваше, что ещё никто не получил.",
  "presence.online": "на связи",
  "presence.offline": "не в сети",
  "presence.refused": "отказано",
  "presence.pairing": "знакомимся",
  "presence.blocked": "заблокирован",
  "presence.request": "просится",
  "invite.until": "Для одного человека, действует до {until}.",
  "invite.file": "Сохранено в {file}.",
  "accept.done": "{name} ({id}): {presence}",
  "accept.connected": "Связь с {name} есть.",
  "accept.waiting": "{name} в ваших контактах; Parley свяжется, как только вы оба будете в сети.",
  "accept.no_node": "Parley не запущен: связь установится при следующем запуске (parley run).",
  "status.state": "состояние",
  "status.running": "запущен, процесс {pid}",
  "status.stopped": "не запущен",
  "status.id": "id",
  "status.name": "имя",
  "status.fingerprint": "отпечаток",
  "status.port": "порт",
  "status.addresses": "адреса",
  "status.window": "окно",
  "status.links": "на связи",
  "status.nobody": "никого",
  "status.outbox": "не отправлено",
  "status.certificate": "сертификат",
  "status.revoked": "отозван: другие вам отказывают (что делать, скажет parley doctor)",
  "limits.messages": "осталось сообщений",
  "limits.files": "осталось файлов",
  "limits.unlimited": "без предела",
  "units.size": "Б КБ МБ ГБ ТБ",
  "units.speed": "{size}/с",
  "units.time": "с мин ч д",
  "files.name": "имя",
  "files.size": "размер",
  "files.with": "с кем",
  "files.none": "Файлов ещё не было.",
  "files.none_open": "Со всеми файлами уже всё решено.",
  "files.none_waiting": "Ответа ничего не ждёт.",
  "files.no_such": 'файл "{word}": такого id или имени нет',
  "files.ambiguous": 'файл "{word}": таких несколько; укажите id целиком',
  "files.goes_on": "Больше не жду; передача идёт, пока запущен Parley. Прекратить её: parley files cancel ID",
  "files.not_here": 'файл "{name}": здесь его ещё нет',
  "files.no_node": "Parley не запущен: ваш ответ уйдёт при следующем запуске (parley run).",
  "files.percent": "{percent} %",
  "files.left": "осталось {time}",
  "files.done_of": "{done} из {size}",
  "files.took": "{size} за {time}, {speed}",
  "files.sign.file": "[файл]",
  "files.sign.folder": "[папка]",
  "files.state.offered": "ждёт ответа",
  "files.offered_enough": "ждёт вашего ответа: сегодня оттуда уже много пришло само",
  "files.state.waiting": "ждёт",
  "files.state.running": "передаётся",
  "files.state.completed": "завершено",
  "files.state.declined": "отклонено",
  "files.state.cancelled": "отменено",
  "files.state.failed": "ошибка",
  "files.asked_again": "запрошен снова; продолжится, когда там смогут",
  "files.failed": "ошибка: {why}",
  "files.reason.disk-full_in": "на вашем диске кончилось место",
  "files.reason.disk-full_out": "на диске собеседника кончилось место",
  "files.reason.no-space_in": "на вашем диске не хватает места",
  "files.reason.no-space_out": "на диске собеседника не хватает места",
  "files.reason.folder-gone_in": "вашей папки для файлов нет на месте",
  "files.reason.folder-gone_out": "папки для файлов у собеседника нет на месте",
  "files.reason.disk-error_in": "ваш диск не записывает",
  "files.reason.disk-error_out": "диск собеседника не записывает",
  "files.reason.source-gone_in": "у собеседника этого на прежнем месте больше нет",
  "files.reason.source-gone_out": "на прежнем месте этого больше нет",
  "files.reason.source-unreadable_in": "у собеседника это не читается",
  "files.reason.source-unreadable_out": "это не читается",
  "files.reason.changed": "изменено после отправки предложения",
  "files.reason.bad-chunks": "раз за разом приходит повреждённым",
  "files.reason.bad-manifest": "повреждён список файлов папки",
  "files.reason.forgotten": "у собеседника этого предложения больше нет; отправьте снова",
  "files.reason.too-often": "слишком часто запрашивалось заново",
  "files.reason.too-many": "слишком много файлов или слишком длинные имена",
  "files.reason.not-a-file": "не файл и не папка",
  "files.reason.private": "там Parley хранит ваши ключи и сообщения; они не для других",
  "files.reason.unknown": "причина неизвестна",
  "identity.root": "центр",
  "identity.root_name": "имя центра",
  "identity.valid_until": "действует до",
  "identity.encrypted": "ключи зашифрованы",
  "identity.folder": "папка",
  "identity.renewed": "{name}, ваш сертификат действует до {until}. Для ваших контактов ничего не изменилось.",
  "identity.other_authority": "сертификат выдан другим центром: попросите там новый",
  "hint.ask_authority": "Запишите запрос: parley identity renew --request FILE   (когда пришлют ответ: --cert FILE)",
  "identity.requested":
    "Записано в {file}. Отдайте тому, кто ведёт ваш центр; ответ примите так: parley identity renew --cert FILE",
  "passphrase.set": "Профиль открывается только новым паролем. Без него в него не войти.",
  "passphrase.removed": "Профиль теперь открывается без пароля.",
  "backup.done":
    "Сохранено в {file}. У кого есть файл и его пароль, тот и есть вы, со всей перепиской: берегите порознь.",
  "backup.writing": 'запись копии в "{file}": {why}',
  "backup.reading": 'чтение копии из "{file}": {why}',
  "restore.done": "Восстановлено. Профиль открывается тем паролем, что был, если был.",
  "identity.exported": "Сохранено в {file}. У кого есть этот файл и его пароль, тот и есть вы: берегите.",
  "identity.imported": "Теперь вы {name} (id {id}).",
  "yes": "да",
  "no": "нет",
  "trust.members": "все с его сертификатом",
  "trust.only": "только {ids}",
  "trust.added": "Доверяю: {name} ({root})",
  "trust.crl": "Принят для {root}; отозвано: {revoked}",

  "chat.me": "я",
  "chat.title": "Контакты. Выберите по номеру или имени; /help покажет команды.",
  "chat.no_contacts": "Контактов ещё нет: /invite сделает приглашение, /accept примет чужое.",
  "chat.choose": "Собеседник не выбран: введите номер или имя из списка.",
  "chat.no_such": '"{text}": в списке никого так не зовут',
  "chat.ambiguous": '"{text}": таких несколько; выберите по номеру',
  "chat.with": "С вами {name} ({id}), {presence}. /back вернёт к списку.",
  "chat.presence": "{name}: {presence}",
  "chat.elsewhere": "[{name}] {text}",
  "chat.unknown_command":
    '"{text}": нет такой команды; /help покажет все. Чтобы отправить текстом, начните с двух косых.',
  "chat.help": `Без N — последнее сообщение. /numbers покажет номера.
/reply [N] [ТЕКСТ] ответить   /edit [N]  поправить своё
/delete [N] [me]   удалить у обоих; с me — только здесь
/react [N] ЭМОДЗИ  +1 <3 :) тоже эмодзи; off снимет
/forward N ИМЯ     переслать     /retry [N]  ещё раз
/list [all], /back контакты      /history [N]  что было
/search СЛОВА      найти здесь   /find СЛОВА  найти везде
/open N            что было рядом с найденным
/export [ФАЙЛ]     сохранить     /clear   стереть здесь всё
/verify            сверить ключи /trust   новые верны
/requests          кто просится; /accept N или /block N
/block, /unblock   не пускать    /limits  сколько осталось
/timer 1d|off      исчезновение  /agree   согласиться
/keep on|off       хранить       /exit    конец, как Ctrl+D
/invite            пригласить; принять: /accept ТЕКСТ, ФАЙЛ
/file ПУТЬ         отправить файл, папку     /files  все
/accept [N]        принять файл  /decline [N]  отклонить
/cancel [N]        отменить      /resume [N]   продолжить
Alt+Enter — новая строка, // — текст с косой черты.
Есть и по-русски: /ответ, /правка, /поиск, /выход и другие.
«Борис…»: печатает.
… здесь на диске  ✓ в пути  ✓✓ у него на диске  ✗ не ушло
Зелёные ✓✓: прочитано.   Комнаты: /help rooms`,
  "chat.help_rooms": `/create НАЗВАНИЕ     своя комната; потом позовите людей
/members             кто в ней и кто сейчас на связи
/invite ИМЯ          позвать одного из контактов
/join, /decline      ответить на приглашение
/remove ИМЯ          удалить из комнаты
/role ИМЯ owner      тоже может звать и удалять; или member
/rename НАЗВАНИЕ     другое название комнаты
/leave, /forget      выйти; убрать из списка
@Имя в тексте — обращение. Tab дополнит имя.
@ перед строкой — обращаются к вам.
✓✓ и 2 из 5 — есть у двоих из пяти остальных.`,
  "chat.usage": "вот так: {usage}",
  "chat.did_you_mean": '"{text}": нет такой команды. Может быть, {meant}?',
  "chat.no_message": "такого сообщения здесь нет",
  "chat.no_number": "сообщения с номером {number} нет; /numbers покажет номера",
  "chat.other_conversation": "сообщение {number} из другой переписки: /open {number} откроет её",
  "chat.cost": "Длинный текст: стоит {cost} из лимита сообщений, осталось {left}. Отправить?",
  "chat.files_count": "файлов: {count}",
  "chat.file_cost": "{what}, {size}: стоит {cost} из лимита файлов, осталось {left}. Отправить?",
  "chat.file_hint": "/accept {number} примет, /decline {number} отклонит.",
  "chat.files_waiting": "Файлы ждут вашего ответа: {count}. /accept примет самый новый, /files покажет все.",
  "chat.files_hint": "/accept N, /decline N, /cancel N, /resume N — ответ на один из них.",
  "chat.cancel_file": "Прекратить насовсем: {name}?",
  "chat.nothing_to_accept": "здесь ни один файл не ждёт ответа",
  "chat.nothing_to_decline": "здесь ни один файл не ждёт ответа",
  "chat.nothing_to_cancel": "здесь нечего отменять",
  "chat.nothing_to_resume": "здесь нет файлов с ошибкой",
  "chat.not_file": "сообщение {number} — не файл",
  "chat.is_file": "файл не правят; удалите его или отправьте другой",
  "chat.resume_hint": "/resume продолжит; что уже есть, второй раз не придёт.",
  "chat.not_done": "Не сделано.",
  "chat.prompt.question": "д/н> ",
  "chat.prompt.reply": "ответ> ",
  "chat.prompt.edit": "правка> ",
  "chat.replying": "Ваш ответ на: {text}   (пустая строка: без ответа)",
  "chat.delete_everyone": "Удалить у обоих: «{text}»?",
  "chat.delete_me": "Удалить только здесь: «{text}»?",
  "chat.deleted": "удалено",
  "chat.removed": "больше нет",
  "chat.edited": "(изменено)",
  "chat.unsent_edit": "правка не дошла: {error}; /retry или, с номером, /cancel",
  "chat.unsent_reaction": "реакция не дошла: {error}; /retry или, с номером, /cancel",
  "chat.unsent_delete": "удаление не дошло: {error}; /retry или, с номером, /cancel",
  "chat.forwarded": "переслано:",
  "chat.forwarded_to": "Переслано: {name}.",
  "chat.quote_gone": "сообщение, которого здесь нет",
  "chat.found": "Найдено: {count}. /open N покажет, что было рядом.",
  "chat.found_newest": "Показаны последние {count}. /open N покажет, что было рядом.",
  "chat.found_here": "▼ найдено",
  "chat.newer": "Есть и новее: /history покажет.",
  "chat.clear": "Стереть здесь всю переписку с {name}?",
  "chat.keys_changed":
    "⚠ Ключи собеседника {name} сменились. Может быть, у него новое устройство, а может, между вами кто-то есть. Ничего не отправляется и не принимается. Сверьте цифры лично или по телефону:",
  "chat.keys_first": "Не отправлено: ключи сменились.",
  "chat.keys_answer": "Совпали: /trust. Разные: /block.",
  "chat.keys_same": "ключи {name} не менялись",
  "chat.trusted": "Теперь действуют новые ключи {name}.",
  "chat.compare": "Сверьте цифры с собеседником лично или по телефону. Совпали?",
  "chat.requests": "Просятся к вам: {count}. /requests покажет.",
  "chat.request": "{name} просится к вам: /requests",
  "chat.requests_hint": "/accept N впустит, /block N не пустит.",
  "chat.no_requests": "К вам никто не просится.",
  "chat.no_request": "запроса с номером {number} нет; /requests покажет все",
  "chat.block": "Заблокировать {name}?",
  "chat.put_away": "Убрано: {count}. /list all покажет и их.",
  "chat.is_offline": "{name} не в сети; написанное подождёт",
  "chat.is_back": "{name} снова на связи",
  "chat.timer_on": "Сообщения исчезают через {time} после прочтения.",
  "chat.timer_off": "Сообщения не исчезают. /timer 1d предложит это.",
  "chat.timer_none": "никогда",
  "chat.timer_mine": "Вы предлагаете: {time}. {name}: ответа пока нет.",
  "chat.timer_theirs": "{name} предлагает: {time}. /agree — согласиться, /agree later — отложить.",
  "chat.timer_same": "Уже так.",
  "chat.agree_hint": "/agree — согласиться, /agree later — отложить.",
  "chat.put_off": "Отложено; {name} об этом не узнает. Согласиться можно в любое время: /agree.",
  "chat.nothing_proposed": "{name} ничего не предлагает",
  "chat.keep_on": "Переписка хранится на диске.",
  "chat.keep_off": "Переписка не хранится на диске: когда Parley завершится, её не будет.",
  "chat.keep_ask": "Больше не хранить это на диске? То, что там есть, с диска тоже уйдёт.",
  "chat.locked": "Parley закрыт: здесь ничего не будет, пока в его окне не введут пароль.",
  "chat.failed": "{what}: {why}",
  "chat.unread": "новое",
  "chat.nothing_found": "Ничего не найдено.",
  "chat.no_json": "у chat нет --json: для сценариев есть send, history и contacts",
  "chat.node_ended": "Parley завершился.",
  "chat.unknown_kind": "[{kind}: эта версия такого не показывает]",
  "chat.event.key_changed": "ключи {name} сменились; до вашего ответа ничего не передаётся: parley contacts verify",
  "chat.event.timer_proposed": "{name} предлагает, чтобы сообщения исчезали через {time}",
  "chat.event.timer_proposed_me": "вы предлагаете, чтобы сообщения исчезали через {time}",
  "chat.event.timer_proposed_off": "{name} предлагает, чтобы сообщения больше не исчезали",
  "chat.event.timer_proposed_off_me": "вы предлагаете, чтобы сообщения больше не исчезали",
  "chat.event.timer_on": "отсюда сообщения исчезают через {time} после прочтения",
  "chat.event.timer_off": "отсюда сообщения больше не исчезают",
  "chat.event.paired": "{name} теперь в контактах",
  "chat.with_room": "Вы в {room}, {word}. /help rooms — что можно сделать.",
  "chat.room_invited":
    "{text} в {room} (участников: {members}). Кто войдёт, прочтёт и сказанное раньше. /join или /decline.",
  "chat.room_over": "{room}: {word}. Теперь её можно только читать; /forget уберёт из списка.",
  "chat.room_made": "Готово: {room}. /invite ИМЯ позовёт людей.",
  "chat.invitation_gone": "Приглашения в {room} больше нет: его отозвали, или на него уже ответили.",
  "chat.room_elsewhere": "{text} в {room}: выберите её в списке, затем /join",
  "chat.only_people": "это для людей: у комнат такого нет",
  "chat.only_rooms": "это для комнат: сначала выберите одну",
  "chat.remove_member": "Удалить {name} из {room}?",
  "chat.leave": "Выйти из {room}?",
  "chat.leave_last": "Выйти из {room}? Других владельцев нет; им станет тот, кто здесь дольше всех.",
  "chat.forget":
    "Убрать {room} из списка и удалить сказанное? Останется запись, кто там был, и то ваше, что ещё никто не получил.",
  "chat.gone": "{room}: удалено.",
  "chat.delete_room": "Удалить у всех в комнате: «{text}»?",
  "chat.delivered_to": "{to} из {of}",
  "chat.event.room_created": "комнату создаёт {name}",
  "chat.event.room_created_me": "вы создали комнату",
  "chat.event.room_added": "{by} приглашает {name}",
  "chat.event.room_added_by_me": "вы пригласили {name}",
  "chat.event.room_added_me": "{by} приглашает вас",
  "chat.event.room_joined": "{name} теперь здесь",
  "chat.event.room_joined_me": "вы теперь здесь",
  "chat.event.room_left": "{name} больше не здесь",
  "chat.event.room_left_me": "вы вышли",
  "chat.event.room_declined": "{name}: отказ от приглашения",
  "chat.event.room_declined_me": "вы отказались от приглашения",
  "chat.event.room_removed": "{by} удаляет {name}",
  "chat.event.room_removed_by_me": "вы удалили {name}",
  "chat.event.room_removed_me": "{by} удаляет вас",
  "chat.event.room_made_owner": "{by} делает владельцем: {name}",
  "chat.event.room_made_owner_by_me": "вы сделали владельцем: {name}",
  "chat.event.room_made_owner_me": "{by} делает вас владельцем",
  "chat.event.room_made_member": "{name} больше не владелец, так решает {by}",
  "chat.event.room_made_member_by_me": "вы сделали обычным участником: {name}",
  "chat.event.room_made_member_me": "вы больше не владелец, так решает {by}",
  "chat.event.room_renamed": "{by} меняет название: {name}",
  "chat.event.room_renamed_by_me": "вы сменили название: {name}",
  "chat.event.room_fork":
    "⚠ {name}: программа этого человека говорит разным людям разное; не верьте написанному без проверки",
  "chat.status.queued": "ждёт на диске",
  "chat.status.sent": "в пути",
  "chat.status.delivered": "доставлено",
  "chat.status.read": "прочитано",
  "chat.status.failed": "не отправлено",
  "chat.status.received": "получено",
};
