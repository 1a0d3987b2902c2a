import java.util.HashMap;
import kr.co.bootpay.Bootpay;
import kr.co.bootpay.model.response.ResDefault;

public class Certificate {
    public static void main(String[] arguments) {
        Bootpay bootpay = new Bootpay(); // keys and address from BOOTPAY_*
        ResDefault<HashMap<String, Object>> answer = bootpay.certificate(System.getenv("RECEIPT_ID"));
        answer.unwrap(); // throws if the server refused
        System.out.println(answer.raw());
    }
}
