package kr.co.bootpay.sandbox;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a made-up person is like. Each method gives these fields and one more.
 *
 * <pre>{@code sandbox.person(new PersonFields().yearAge(18).orderId(begun.orderId()).without("ci"))}</pre>
 *
 * <p>Of age, yearAge, birth and a persona there is one at most. Ages are those of the sandbox's clock.
 */
public final class PersonFields {
    final Map<String, Object> fields;

    public PersonFields() {
        this(Collections.emptyMap());
    }

    private PersonFields(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** 만 나이, with the birthday today. */
    public PersonFields age(int years) {
        return with("age", years);
    }

    /** 연 나이, with the birthday on 31 December. */
    public PersonFields yearAge(int years) {
        return with("year_age", years);
    }

    public PersonFields birth(LocalDate birth) {
        return with("birth", birth);
    }

    /** {@code 1990-10-04}, {@code 19901004} or {@code 901004}. */
    public PersonFields birth(String birth) {
        return with("birth", birth);
    }

    /** How long ago the person was verified. */
    public PersonFields verifiedAgo(Duration ago) {
        return with("verified_ago", ago);
    }

    /** What the certificate lacks: ci, di, phone, carrier, foreigner, birth, gender, name, order_id. */
    public PersonFields without(String... names) {
        return with("without", Arrays.asList(names));
    }

    /** The order that the verification was begun for. */
    public PersonFields orderId(String orderId) {
        return with("order_id", orderId);
    }

    public PersonFields username(String username) {
        return with("username", username);
    }

    public PersonFields phone(String phone) {
        return with("phone", phone);
    }

    /** Another field of {@code POST /sandbox/identities}. null leaves it out of the certificate. */
    public PersonFields with(String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put(name, value);
        return new PersonFields(all);
    }

    /** The fields of a person, with somebody who is known by name if one is given. */
    static Map<String, Object> of(String persona, PersonFields others) {
        return persona == null ? others.fields : others.with("persona", persona).fields;
    }

    @Override
    public String toString() {
        return "PersonFields" + fields;
    }
}
