package kr.co.bootpay.tests;

import static kr.co.bootpay.tests.Surroundings.*;
import static org.junit.jupiter.api.Assertions.*;

import com.google.gson.Gson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kr.co.bootpay.*;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.exception.DecodeException;
import kr.co.bootpay.model.request.*;
import kr.co.bootpay.model.response.ResDefault;
import kr.co.bootpay.model.response.data.*;
import org.junit.jupiter.api.Test;

final class SecretsTest {
    private static final String KEY = "Q0FOQVJZLUtFWS1Dbm9ib2R5LW1heS1zZWUtdGhpcyE=";

    /** Everything that must not show contains one of these. */
    private static final List<String> CANARIES =
        List.of("CANARY", "카나리아", "01000009182", "1971-02-03", "9430811122223333", "ca11a51e", KEY);

    /** All that a program might log of a value: its text, and what printers by reflection make of its fields. */
    static String prints(Object value) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.println(value);
        out.println(Arrays.asList(value, Optional.of(value), Map.of("a", value)));
        out.println(String.format("%s", value));
        if (value instanceof Throwable) {
            ((Throwable) value).printStackTrace(out);
        } else {
            fields(value, out);
        }
        return text.toString();
    }

    /** As the builders of toString by reflection do: what is neither static nor transient. */
    private static void fields(Object value, PrintWriter out) {
        if (value instanceof Map || !value.getClass().getName().startsWith("kr.co.bootpay")) {
            return; // a map is its entries, which an answer has as they came
        }
        for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())
                        && !type.getName().contains(".model.request.") && !type.getName().contains("ResDefault")) {
                    try {
                        field.setAccessible(true);
                        out.println(field.getName() + "=" + field.get(value));
                    } catch (IllegalAccessException | InaccessibleObjectException hidden) {
                        continue;
                    }
                }
            }
        }
    }

    private static void hidesAll(String what, Object value) {
        String text = prints(value);
        for (String canary : CANARIES) {
            assertFalse(text.contains(canary), () -> what + " shows " + canary + ": " + text);
        }
    }

    @Test
    void nothingPrintsSecretsOrPeople() {
        fresh();
        String data = "\"receipt_id\":\"" + PAYMENT + "\",\"order_id\":\"o-1\",\"price\":3000,\"status\":1,\"name\":\"n\",\"pg\":\"kcp\","
            + "\"token\":\"" + "ca11a51e".repeat(8) + "\",\"user_token\":\"CANARY-token\",\"billing_key\":\"CANARY-key\","
            + "\"card_no\":\"9430811122223333\",\"params\":{\"buyer\":\"CANARY\"},\"data\":{\"card_no\":\"9430811122223333\"},"
            + "\"reserve_id\":\"r-1\",\"new\":\"CANARY\",\"list\":[\"CANARY\"],"
            + "\"certificate\":{\"username\":\"카나리아\",\"phone\":\"01000009182\",\"birth\":\"1971-02-03\",\"unique\":\"CANARY-ci\","
            + "\"di\":\"CANARY-di\",\"gender\":\"1\",\"new\":\"CANARY\"},"
            + "\"payment_data\":{\"username\":\"카나리아\",\"phone\":\"01000009182\",\"unique\":\"CANARY-ci\","
            + "\"card_no\":\"9430811122223333\",\"account\":\"CANARY\",\"new\":\"CANARY\"}";
        String url = server(request -> {
            String path = request.getRequestURI().getPath();
            if (path.contains("refused")) {
                return "400 {\"status\":400,\"code\":-2100,\"message\":\"key " + KEY + " is wrong\",\"data\":{" + data + "}}";
            }
            if (path.contains("broken")) {
                return "{\"status\":200,\"data\":{\"name\":\"CANARY\"";
            }
            String whole = path.equals("/wallet") ? "[{" + data + "}]" : "{" + data + "}";
            return "{\"status\":200,\"code\":0,\"message\":\"CANARY\",\"data\":" + whole + "}";
        });
        Config config = config(url).privateKey(KEY);
        hidesAll("a configuration", config);
        Bootpay bootpay = new Bootpay(config);
        hidesAll("the client", bootpay);
        hidesAll("options", new Options().token("CANARY"));
        bootpay.setToken("CANARY");
        hidesAll("a client with a token", bootpay);
        hidesAll("another", bootpay.withOptions(new Options().token("CANARY")));
        bootpay.setToken(null);

        ResDefault<CertificateData> certificate = bootpay.certificate(PAYMENT);
        assertEquals("카나리아", certificate.data.certificate.get("username"));
        hidesAll("a certificate", certificate);
        hidesAll("its data", certificate.data);
        hidesAll("its person", certificate.data.certificate);
        hidesAll("its report", certificate.data.payment_data);
        holds(certificate.toString(), "카**아");
        holds(certificate.toJson(), "카나리아"); // the data itself is as it came
        holds(new Gson().toJson(certificate), "카나리아");

        ResDefault<VerificationData> receipt = bootpay.verify(PAYMENT);
        hidesAll("a receipt", receipt);
        ResDefault<EasyUserTokenData> token = bootpay.getUserToken(user());
        assertEquals("CANARY-token", token.data.user_token);
        hidesAll("a user's token", token);
        ResDefault<BillingKeyData> key = bootpay.lookupBillingKey(PAYMENT);
        assertEquals("9430811122223333", key.data.data.card_no);
        hidesAll("a billing key", key);
        hidesAll("a card", key.data.data);
        for (Object payload : payloads()) {
            hidesAll(payload.getClass().getSimpleName(), payload);
        }
        hidesAll("keys", Keys.of(1, KEY.getBytes()));
        hidesAll("stored hashes", new Stored("CANARY", "CANARY", "CANARY"));

        ResDefault<HashMap<String, Object>> submitted = bootpay.naverpayItemResponse(Map.of("a", 1));
        assertEquals("9430811122223333", submitted.data.get("card_no"));
        hidesAll("what nobody has described", submitted);
        holds(submitted.toString(), "card_no"); // its name alone
        WalletsPayload wallets = new WalletsPayload();
        wallets.userId = "m";
        ResDefault<Object> listed = bootpay.getUserWallets(wallets);
        assertEquals(1, ((List<?>) listed.data).size());
        hidesAll("a list of it", listed);

        ResDefault<VerificationData> refused = bootpay.verify("refused");
        hidesAll("a refusal", refused.error());
        hidesAll("a refused answer", refused);
        holds(refused.toString(), "-2100");
        BootpayException broken = assertThrows(DecodeException.class, () -> bootpay.verify("broken"));
        hidesAll("a broken answer", broken);
        for (String name : List.of("카나리아", "01000009182", "CANARY key")) {
            Exception odd = assertThrows(BootpayException.class, () -> bootpay.updatePgResource(Map.of("a", Map.of(name, new Object()))));
            hidesAll("a name that is somebody's", odd);
            holds(odd.getMessage(), "a.…");
        }
        hidesAll("a refused id", assertThrows(BootpayException.class, () -> bootpay.certificate("../CANARY")));
    }

    private static UserToken user() {
        UserToken user = new UserToken();
        user.userId = "m";
        user.name = "카나리아";
        user.phone = "01000009182";
        user.email = "CANARY";
        user.birth = "1971-02-03";
        return user;
    }

    private static List<Object> payloads() {
        User buyer = new User();
        buyer.username = "카나리아";
        buyer.phone = "01000009182";
        Subscribe subscribe = new Subscribe();
        subscribe.cardNo = "9430811122223333";
        subscribe.cardPw = "CANARY";
        subscribe.userInfo = buyer;
        RefundData refund = new RefundData();
        refund.account = "CANARY";
        refund.accountholder = "카나리아";
        Cancel cancel = new Cancel();
        cancel.refund = refund;
        cancel.name = "카나리아";
        SubscribePayload charge = new SubscribePayload();
        charge.billingKey = "CANARY";
        charge.userInfo = buyer;
        return List.of(buyer, subscribe, refund, cancel, charge, user());
    }

    @Test
    void aPersonIsInNoSerializer() {
        Bootpay bootpay = fresh();
        Begun begun = bootpay.identity().begin("p", "s");
        String receipt = BOX.identity(Map.of("order_id", begun.orderId(), "username", "카나리아", "phone", "01000009182",
            "birth", "1971-02-03")).receiptId();
        Person person = bootpay.identity().confirm(receipt, begun.token(), "s", Once.memory());
        assertEquals("카나리아", person.name().reveal());
        hidesAll("a person", person);
        String json = new Gson().toJson(person);
        CANARIES.forEach(canary -> assertFalse(json.contains(canary), json));
        assertThrows(kr.co.bootpay.exception.InvalidRequestException.class,
            () -> bootpay.updatePgResource(Map.of("name", person.name())));
    }

    @Test
    void onesOwnTokenPrintsMasked() {
        ResDefault<TokenData> answer = fresh().getAccessToken();
        assertEquals(64, answer.data.token.length());
        assertFalse(prints(answer).contains(answer.data.token));
    }
}
