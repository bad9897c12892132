/** Слова `parley doctor`: что найдено, а ниже — что делать. */
import type { doctorEn } from "./doctor_en.ts";

export const doctorRu: Record<keyof typeof doctorEn, string> = {
  "doctor.ok": "порядок",
  "doctor.problem": "ПРОБЛЕМА",
  "doctor.unknown": "неизвестно",
  "doctor.healthy": "Неполадок не найдено.",
  "doctor.sick": "Найдено неполадок: {count}",

  "doctor.port": "Порт",
  "doctor.port.listening": "Parley ждёт на порту {port}.",
  "doctor.port.next-free": "Порт {wanted} занят другой программой или другим Parley; занят {port}. Это не мешает.",
  "doctor.port.moved":
    "Порт {wanted} занят другой программой; Parley занял {port}.\nЗакройте ту программу и запустите Parley заново или выберите другой порт. По старому адресу вас не найдут.",
  "doctor.port.free": "Parley не запущен. Порт {port} для него свободен.",
  "doctor.port.taken":
    "Parley не запущен. Порт {port} занят другой программой; Parley возьмёт следующий свободный. Это не мешает.",
  "doctor.port.none-free":
    "Parley не может занять порт {port} ({code}).\nВыберите другой, больше 1023: parley run --port 7420.",

  "doctor.addresses": "Адреса",
  "doctor.addresses.one": "Адрес этого компьютера: {addresses}.",
  "doctor.addresses.several": "У этого компьютера несколько адресов ({count}): {addresses}.",
  "doctor.addresses.only-loopback": "Этот компьютер ни в какой сети.\nВключите Wi-Fi или воткните кабель.",
  "doctor.addresses.no-lease":
    "Сеть не дала этому компьютеру адреса.\nПереподключитесь к Wi-Fi или выньте и воткните кабель; не поможет — перезапустите роутер.",
  "doctor.addresses.listen-local":
    "Parley запущен с --listen {host}: к нему подключатся только программы этого компьютера.\nЗапустите без --listen.",

  "doctor.firewall": "Брандмауэр",
  "doctor.firewall.came-in": "Другие компьютеры подключаются к этому.",
  "doctor.firewall.own-only":
    "Сам себя по адресу {address} этот компьютер пускает. Снаружи ещё никто не приходил, поэтому пустит ли он других, неизвестно.\nЕсли к вам никто не может подключиться: разрешите Parley в брандмауэре. Windows спрашивает при первом запуске: разрешите частные сети.",
  "doctor.firewall.blocked":
    "Даже сам этот компьютер не может подключиться к Parley по адресу {address}: мешает брандмауэр или защитная программа.\nРазрешите Parley в брандмауэре системы.",
  "doctor.firewall.no-address": "Проверить нельзя: Parley не запущен или нет сети.",

  "doctor.multicast": "Поиск людей рядом",
  "doctor.multicast.heard-others": "Других в этой сети слышно.",
  "doctor.multicast.near": "Люди на этом компьютере или в этой сети нашлись.",
  "doctor.multicast.heard-self":
    "Этот компьютер сообщает о себе в сети и услышал бы других. Никого не слышно.\nГостевой Wi-Fi разделяет компьютеры: войдите в основной. Или пошлите приглашение.",
  "doctor.multicast.not-heard":
    "Этот компьютер не слышит сам себя ({addresses}): другие сами не найдутся.\nРазрешите Parley (UDP, порт 7420) в брандмауэре. Приглашения и адреса вручную всё равно работают.",
  "doctor.multicast.off": "Выключен, в настройках или ключом --no-lan: люди сами не находятся.",
  "doctor.multicast.not-running":
    "Parley не запущен, поэтому никого не ищет и о себе не сообщает. Сеть для этого подходит.",
  "doctor.multicast.no-network": "Проверить нельзя: нет сети.",

  "doctor.vpn": "VPN",
  "doctor.vpn.none": "VPN нет.",
  "doctor.vpn.present": "VPN включён ({names}), но кто-то рядом всё равно на связи.",
  "doctor.vpn.may-block":
    "VPN включён ({names}), и рядом никого нет на связи: возможно, он уводит всё мимо локальной сети.\nВыключите его ненадолго или разрешите в нём локальную сеть.",

  "doctor.network": "Сеть",
  "doctor.network.same": "Контакты были в сети, которая доступна этому компьютеру.",
  "doctor.network.elsewhere":
    "{names}: в последний раз в другой сети ({addresses}); этот компьютер в {networks}.\nВойдите в один Wi-Fi: не один в гостевой, а другой в основной.",
  "doctor.network.nothing-known": "Ни у одного контакта ещё нет адреса.",

  "doctor.clock": "Часы",
  "doctor.clock.agrees": "Часы идут как у ваших контактов.",
  "doctor.clock.wrong":
    "Часы этого компьютера врут на {minutes} мин.\nВключите в настройках системы время и дату автоматически.",
  "doctor.clock.differ":
    "Рядом есть человек с сертификатом вашего центра, но часы расходятся примерно на {minutes} мин, поэтому вы не находите друг друга.\nПоправьте часы этого или того компьютера: включите автоматические время и дату.",
  "doctor.clock.nobody": "На связи меньше трёх человек, поэтому сверить часы не с кем.",

  "doctor.certificate": "Сертификат",
  "doctor.certificate.valid": "Действует до {until}.",
  "doctor.certificate.soon": "Кончится {until}, через {days} дн.\nОбновите: parley identity renew.",
  "doctor.certificate.expired": "Кончился {until}: другие вам отказывают.\nОбновите: parley identity renew.",
  "doctor.certificate.not-yet":
    "Начнёт действовать только {from}: до того другие вам отказывают.\nСкорее всего, врут часы этого компьютера: проверьте дату и время.",
  "doctor.certificate.revoked":
    "Ваш сертификат отозван: другие вам отказывают.\nПопросите новый у того, кто его выдал. Загрузите: parley identity renew --cert ФАЙЛ\nЕсли в нём новый номер: parley identity import ФАЙЛ (сначала закройте Parley)",

  "doctor.contact": "Люди",
  "doctor.contact.all-linked": "Все контакты на связи: {count}.",
  "doctor.contact.nobody": "Контактов ещё нет.",
  "doctor.contact.not-running": "Parley не запущен, поэтому никого нет на связи.\nЗапустите: parley run.",
  "doctor.contact.trying": "{name}: ещё не пробовали. Спросите через минуту.",
  "doctor.contact.no-address":
    "{name}: адрес неизвестен.\nБудьте в одной сети, пока Parley запущен у обоих, или пошлите приглашение.",
  "doctor.contact.unreachable":
    "{name}: по адресу {address} не отвечают. Компьютер выключен, в другой сети или за брандмауэром.\nПопросите запустить Parley и разрешите его в брандмауэре у обоих.",
  "doctor.contact.closed": "{name}: компьютер {address} включён, но Parley там не запущен.\nПопросите запустить.",
  "doctor.contact.refused-by-them":
    "{name}: там вам отказывают ({code}).\n«revoked», «certificate-expired»: обновите свой сертификат. «unknown-authority», «not-allowed»: вас должны принять, пошлите приглашение. «certificate-not-yet-valid»: поправьте дату и время на обоих компьютерах; если они верны, обновите свой сертификат.",
  "doctor.contact.refused-by-us":
    "{name}: ваша программа отказывает ({code}).\n«certificate-expired», «revoked»: там нужен новый сертификат. «not-allowed»: уберите из заблокированных или добавьте в список. «certificate-not-yet-valid»: поправьте дату и время на обоих компьютерах.",
  "doctor.contact.wrong-peer":
    "{name}: по адресу {address} теперь кто-то другой.\nБудьте в одной сети или попросите новое приглашение.",
  "doctor.contact.broken": "{name}: связь оборвалась, не начавшись ({code}). Попытки идут сами.",
  "doctor.contact.more": "и ещё не на связи: {count}",

  "doctor.disk": "Диск",
  "doctor.disk.free": "Запись возможна; свободно {megabytes} МБ.",
  "doctor.disk.writable": "Запись возможна.",
  "doctor.disk.low": "Свободно всего {megabytes} МБ.\nОсвободите место: без него сообщения и файлы не сохранить.",
  "doctor.disk.not-writable":
    "В папку профиля не записать ({code}).\nОсвободите место на диске и проверьте, что папка ваша.",

  "doctor.hub": "Хаб",
  "doctor.hub.none": "Хаб не настроен. В локальной сети он не нужен.",
  "doctor.nat": "Роутер",
  "doctor.nat.no-hub": "Смогут ли люди из интернета подключиться к вам, неизвестно.",
};
