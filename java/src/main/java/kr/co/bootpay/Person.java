package kr.co.bootpay;

import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kr.co.bootpay.internal.Printed;
import kr.co.bootpay.internal.Wire;
import kr.co.bootpay.model.response.AnswerMap;

/**
 * Somebody who was verified and may be believed. What is null was not sent, because it is not enabled for your project.
 * What says who it is prints masked; {@code reveal} gives it.
 */
public final class Person implements Wire.Secret {
    private final transient Map<String, Object> told;
    private final Personal name;
    private final Personal birth;
    private final Personal phone;
    private final Personal ci;
    private final Personal di;

    Person(AnswerMap answer) {
        Map<String, Object> data = new HashMap<>(answer);
        Map<?, ?> masked = (Map<?, ?>) data.get("masked");
        name = Personal.of(data.get("name"), masked.get("name"), null);
        birth = Personal.of(data.get("birth"), masked.get("birth"), null);
        phone = Personal.of(data.get("phone"), masked.get("phone"), "phone");
        ci = Personal.of(data.get("ci"), "CI(…)", "ci");
        di = Personal.of(data.get("di"), "DI(…)", "di");
        told = data;
    }

    /** How long its use is to be remembered. */
    Duration keepUsedFor() {
        return Duration.ofSeconds(((Number) told.get("keep_used_for")).longValue());
    }

    private String text(String name) {
        return (String) told.get(name);
    }

    /** The order id that this verification was begun with. */
    public String orderId() {
        return text("order_id");
    }

    /** The receipt that proves it. */
    public String receiptId() {
        return text("receipt_id");
    }

    /** What {@code begin} was told. */
    public String purpose() {
        return text("purpose");
    }

    /** The real name. A foreigner's is in Latin letters, with spaces. */
    public Personal name() {
        return name;
    }

    /** The birth date, YYYY-MM-DD; also null if what the agency sent cannot be one. */
    public Personal birth() {
        return birth;
    }

    /**
     * Whether the six digits of the birth date fit two centuries. The birth date is the later one then, so that
     * somebody of 100 years or more counts as a child, and a human must look.
     */
    public boolean birthIsAmbiguous() {
        return Boolean.TRUE.equals(told.get("birth_is_ambiguous"));
    }

    /** The registered sex: male, female, or what else the agency wrote. */
    public String gender() {
        return text("gender");
    }

    /** Whether the person is a foreigner. */
    public Boolean foreigner() {
        return (Boolean) told.get("foreigner");
    }

    /** The phone number. Numbers are given to new people: it is never a person's key. */
    public Personal phone() {
        return phone;
    }

    /** The mobile carrier as the agency wrote it, such as SKT. */
    public String carrier() {
        return text("carrier");
    }

    /** CI (연계정보), the same for one person on every site. */
    public Personal ci() {
        return ci;
    }

    /** DI (중복가입확인정보), another one on every site. */
    public Personal di() {
        return di;
    }

    /** The agency's transaction id, for disputes. */
    public String tid() {
        return text("tid");
    }

    /** When the agency verified the person, in Korea's time zone. */
    public OffsetDateTime verifiedAt() {
        return text("verified_at") == null ? null : OffsetDateTime.parse(text("verified_at"));
    }

    /** 만 나이 today in Korea; null if the birth date is not known, or is to come. */
    public Integer age() {
        return age(null);
    }

    /** 만 나이 on a day in Korea; null if the birth date is not known, or is to come. */
    public Integer age(LocalDate on) {
        return whole(asked("ages", fields(on)).get("age"));
    }

    /** 연 나이, the year less the year of birth, today in Korea; null if the birth date is not known, or is to come. */
    public Integer yearAge() {
        return yearAge(null);
    }

    /** 연 나이, the year less the year of birth, on a day in Korea; null if the birth date is not known, or is to come. */
    public Integer yearAge(LocalDate on) {
        return whole(asked("ages", fields(on)).get("year_age"));
    }

    /**
     * Whether the person has the age that this law asks for, today in Korea. It is false also if the birth date is not
     * known.
     */
    public boolean isAdult(Law law) {
        return isAdult(law, null);
    }

    /** The same on a day in Korea. */
    public boolean isAdult(Law law, LocalDate on) {
        Map<String, Object> question = fields(on);
        question.put("law", law.word());
        return Boolean.TRUE.equals(asked("is_adult", question).get("adult"));
    }

    /** What may be kept when only this law's age was needed. */
    public Proof minimal(Law law) {
        return minimal(law, null);
    }

    /** The same on a day in Korea. */
    public Proof minimal(Law law, LocalDate on) {
        Map<String, Object> question = BootpayObject.fields("law", law.word(), "person", told, "on", day(on));
        return new Proof(asked("minimal", question));
    }

    /**
     * By which of the hashes that you keep of somebody this is the same person, the strongest first: ci, di, phone or
     * null. phone alone means the same number and another CI: the number has a new owner, or two people share a phone.
     */
    public String matchedBy(Stored stored, Keys keys) {
        Map<String, Object> question = BootpayObject.fields("stored", stored.told(), "keys", keys.told(), "ci", clear(ci),
            "di", clear(di), "phone", clear(phone));
        return (String) asked("matched_by", question).get("by");
    }

    /**
     * The names of fields that hold something about a person, a card or an account, and of keys and tokens, for a log's
     * filter.
     */
    public static List<String> personalFields() {
        List<?> names = (List<?>) Identity.asked("personal_fields", new HashMap<>()).get("fields");
        return names.stream().map(String::valueOf).collect(Collectors.toList());
    }

    private Map<String, Object> fields(LocalDate on) {
        return BootpayObject.fields("birth", clear(birth), "on", day(on));
    }

    private static Map<String, Object> asked(String verb, Map<String, Object> question) {
        return Identity.asked(verb, question);
    }

    private static String day(LocalDate on) {
        return on == null ? null : on.toString();
    }

    private static String clear(Personal value) {
        return value == null ? null : value.reveal();
    }

    private static Integer whole(Object number) {
        return number == null ? null : ((Number) number).intValue();
    }

    /** Masked. */
    @Override
    public String toString() {
        return new Printed("Person").show("order_id", orderId()).show("receipt_id", receiptId()).show("purpose", purpose())
            .show("name", name).show("birth", birth).show("phone", phone).show("ci", ci).show("di", di).toString();
    }
}
